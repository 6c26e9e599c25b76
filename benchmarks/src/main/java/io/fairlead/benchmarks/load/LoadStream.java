package io.fairlead.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.function.Consumer;

/** A long stream both ways that takes whatever comes, until it is closed. Any thread may send. */
final class LoadStream<Q, A> {
    private final ClientCall<Q, A> call;
    private volatile boolean closed;

    /**
     * @param answersAhead how many answers the server may send before the first is taken
     * @param taken receives each answer, in their order, on a thread of the channel
     * @param ended told why the stream is over, unless it was closed here
     */
    LoadStream(
            Channel channel,
            MethodDescriptor<Q, A> method,
            int answersAhead,
            Consumer<A> taken,
            Consumer<Status> ended) {
        call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<A>() {
                    @Override
                    public void onMessage(A answer) {
                        call.request(1);
                        taken.accept(answer);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (!closed) {
                            ended.accept(status);
                        }
                    }
                },
                new Metadata());
        call.request(answersAhead);
    }

    /** A message is sent by one thread at a time. */
    synchronized void send(Q message) {
        call.sendMessage(message);
    }

    void close() {
        closed = true;
        call.cancel("the run is over", null);
    }
}
