package io.fairlead.cli.flag;

/** Words on the command line that make no sense; the message is the one Go's flag packages print. */
public final class FlagException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A complaint with this text. */
    public FlagException(String message) {
        super(message);
    }
}
