package io.fairlead.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.function.Predicate;

/**
 * Unary calls of one method, on gRPC's own call rather than on a stub: the load tool shares the machine with what it measures,
 * so that its own cost per call counts.
 */
final class SlotCalls<Q, R> {
    /** Receives what a call gave. Any thread, once for each call. */
    @FunctionalInterface
    interface End {
        void over(int slot, Status status);
    }

    private static final Status WRONG = Status.DATA_LOSS.withDescription("an answer that does not fit the request");

    private final MethodDescriptor<Q, R> method;
    private final Predicate<R> fits;

    /** @param fits whether an answer is what the request asked for; a wrong answer fails its operation */
    SlotCalls(MethodDescriptor<Q, R> method, Predicate<R> fits) {
        this.method = method;
        this.fits = fits;
    }

    void start(Channel channel, int slot, Q request, End end) {
        ClientCall<Q, R> call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(new Listener(slot, end), new Metadata());
        call.request(2); // As stubs do: one for the answer, one to learn of a second that must not come.
        call.sendMessage(request);
        call.halfClose();
    }

    private final class Listener extends ClientCall.Listener<R> {
        private final int slot;
        private final End end;
        private boolean right;

        Listener(int slot, End end) {
            this.slot = slot;
            this.end = end;
        }

        @Override
        public void onMessage(R answer) {
            right = fits.test(answer);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.over(slot, status.isOk() && !right ? WRONG : status);
        }
    }
}
