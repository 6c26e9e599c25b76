package io.fairlead.api.call;

/**
 * Counts what a client does. Adapt it to the metrics library of your choice. The methods run on the threads that drive calls:
 * they must be quick, must not call the client, and are called from many threads at once. What they throw is logged.
 */
public interface ClientMetrics {
    /** Counts nothing. */
    ClientMetrics NONE = new ClientMetrics() {};

    /**
     * A call has ended.
     *
     * @param method as etcd's wire names it, such as {@code etcdserverpb.KV/Put}
     * @param status name of the last gRPC status; {@code OK} for success
     * @param tries how often it was tried; 0 if it never got as far
     * @param nanos from its start to its end with all tries
     */
    default void onCallEnd(String method, String status, int tries, long nanos) {}

    /** One try of a call has ended. */
    default void onTryEnd(String method, String endpoint, String status, long nanos) {}

    /** Another try had to wait because retries had become too large a part of all calls. */
    default void onRetryHeldBack(String method) {}

    /** A stream is being opened. */
    default void onStreamStart(String method, String endpoint) {}

    /**
     * A stream has ended.
     *
     * @param messages received on it
     * @param nanos how long it was open
     */
    default void onStreamEnd(String method, String endpoint, String status, long messages, long nanos) {}
}
