package io.fairlead.cli.shell;

/** The person in front of a command, if there is one: asked for passwords, shown progress, heard when they interrupt. */
public interface Terminal {
    /** Nobody there: passwords are empty, nothing is shown, nothing interrupts. */
    Terminal NOBODY = new Terminal() {
        @Override
        public boolean isThere() {
            return false;
        }

        @Override
        public String readPassword(String prompt) {
            return "";
        }

        @Override
        public void onInterrupt(Runnable action) {}
    };

    /** Whether somebody sees what is shown. */
    boolean isThere();

    /** Asks for a password, which isn't shown; empty if nobody is there. */
    String readPassword(String prompt);

    /**
     * Runs {@code action} when the person interrupts the command, or the system asks it to end; the command then ends by
     * itself. Without this call it just ends. The action is run on another thread.
     */
    void onInterrupt(Runnable action);
}
