package io.fairlead.cli.shell;

/** A command that ends here, with a text for standard error and a number for the shell. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** A failure with one of the numbers of {@link ExitCode}; the message is what stands behind {@code Error: }. */
    public CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The cluster's refusal, or anything else without a number of its own. */
    public static CommandFailure error(String message) {
        return new CommandFailure(ExitCode.ERROR, message);
    }

    /** A complaint about the arguments. */
    public static CommandFailure badArguments(String message) {
        return new CommandFailure(ExitCode.BAD_ARGUMENTS, message);
    }

    /** The number for the shell. */
    public int exitCode() {
        return exitCode;
    }
}
