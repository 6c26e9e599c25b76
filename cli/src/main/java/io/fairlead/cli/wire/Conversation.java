package io.fairlead.cli.wire;

import io.fairlead.cli.shell.CommandFailure;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.util.Optional;

/**
 * A stream in both directions with one endpoint. One thread reads; another may write, and any may {@link #close}.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 */
public final class Conversation<Q, R> implements AutoCloseable {
    private final BlockingClientCall<Q, R> call;
    private volatile boolean isClosed;

    Conversation(BlockingClientCall<Q, R> call) {
        this.call = call;
    }

    /**
     * Says something; false if the other side has gone, which {@link #next} tells more of.
     *
     * @throws CommandFailure if this thread was interrupted
     */
    public boolean say(Q request) {
        try {
            return call.write(request);
        } catch (StatusException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.error("context canceled");
        }
    }

    /**
     * Waits for the next answer. Empty at the end of the stream: it was closed here, the member ended it, or the connection is
     * lost, and the conversation may go on with another one.
     *
     * @throws CommandFailure if the member refused
     */
    public Optional<R> next() {
        try {
            return Optional.ofNullable(call.read());
        } catch (StatusException e) {
            if (isClosed || e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
                return Optional.empty();
            }
            throw Refusals.failure(new StatusRuntimeException(e.getStatus()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.error("context canceled");
        }
    }

    /** Whether it was closed on this side. */
    public boolean isClosed() {
        return isClosed;
    }

    /** Ends the stream; a read that waits comes back empty. */
    @Override
    public void close() {
        isClosed = true;
        call.cancel("no longer needed", null);
    }
}
