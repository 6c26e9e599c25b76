package io.fairlead.cli.shell;

/** The numbers etcdctl ends with; scripts tell its failures apart by them. */
public final class ExitCode {
    /** All is well. */
    public static final int SUCCESS = 0;

    /** The cluster refused, or something else went wrong. */
    public static final int ERROR = 1;

    /** No usable connection. */
    public static final int BAD_CONNECTION = 2;

    /** What was read from standard input makes no sense. */
    public static final int INVALID_INPUT = 3;

    /** A known flag with a value, or a format, that isn't there. */
    public static final int BAD_FEATURE = 4;

    /** A stream or a file broke off. */
    public static final int INTERRUPTED = 5;

    /** Wrong arguments. */
    public static final int BAD_ARGUMENTS = 128;

    /** The older commands: the cluster answered with an error of the key space, or could not be listed. */
    public static final int OLD_SERVER_ERROR = 4;

    /** The older {@code cluster-health}: not every member is healthy. */
    public static final int OLD_CLUSTER_NOT_HEALTHY = 5;

    private ExitCode() {}
}
