package io.fairlead.client.call;

/**
 * What comes back on a stream; called on the lane of the stream's owner.
 *
 * @param <A> what the server sends
 */
public interface StreamEvents<A> {
    /** The stream is open at the member, which has answered with headers. */
    default void onOpen() {}

    /** A message. Each must be asked for by {@link StreamCall#request}. */
    void onMessage(A message);

    /**
     * The stream is over, by the server, the connection, or {@link StreamCall#cancel}; nothing follows. A server that ended it
     * in good order gives a failure with status OK.
     */
    void onEnd(Failure end);
}
