package io.fairlead.cli.shell;

/** A command that ends here, with a text for standard error and a number for the shell. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String shown;

    /** A failure with one of the numbers of {@link ExitCode}; the message is what stands behind {@code Error: }. */
    public CommandFailure(int exitCode, String message) {
        this(exitCode, message, "Error: " + message);
    }

    private CommandFailure(int exitCode, String message, String shown) {
        super(message);
        this.exitCode = exitCode;
        this.shown = shown;
    }

    /** A failure whose message stands alone, without {@code Error: }, as some of the older commands have it. */
    public static CommandFailure bare(int exitCode, String message) {
        return new CommandFailure(exitCode, message, message);
    }

    /** The cluster's refusal, or anything else without a number of its own. */
    public static CommandFailure error(String message) {
        return new CommandFailure(ExitCode.ERROR, message);
    }

    /** A complaint about the arguments. */
    public static CommandFailure badArguments(String message) {
        return new CommandFailure(ExitCode.BAD_ARGUMENTS, message);
    }

    /** The line for standard error. */
    public String shown() {
        return shown;
    }

    /** The number for the shell. */
    public int exitCode() {
        return exitCode;
    }
}
