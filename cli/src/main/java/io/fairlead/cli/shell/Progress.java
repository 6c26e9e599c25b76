package io.fairlead.cli.shell;

/**
 * One line of standard error that tells how far long work has come, drawn over again and again, and gone at the end. Nothing
 * is shown where nobody looks: a file gets no line.
 */
public final class Progress implements AutoCloseable {
    private static final int BAR_WIDTH = 30;
    private static final int PERCENT = 100;

    private final Console console;
    private int shown;

    /** Nothing is shown before the first {@link #show}. */
    public Progress(Console console) {
        this.console = console;
    }

    /**
     * Shows a bar.
     *
     * @param label what is being done
     * @param done how much of it; more than {@code total} counts as all
     * @param total all of it, as far as one knows
     */
    public void show(String label, long done, long total) {
        double part = total <= 0 ? 0 : Math.min(1.0, (double) done / total);
        int filled = (int) (part * BAR_WIDTH);
        show(label + " [" + "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled) + "] " + (int) (part * PERCENT) + "%");
    }

    /** Shows a text. */
    public void show(String text) {
        if (console.terminal().isThere()) {
            console.err().print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
            console.err().flush();
            shown = text.length();
        }
    }

    /** Takes the line away, before something else is said. */
    @Override
    public void close() {
        clear();
    }

    /** The same; there may be a line again afterwards. */
    public void clear() {
        if (shown > 0) {
            console.err().print("\r" + " ".repeat(shown) + "\r");
            console.err().flush();
            shown = 0;
        }
    }
}
