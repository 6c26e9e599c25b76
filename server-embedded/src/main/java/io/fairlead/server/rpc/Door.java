package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.EtcdError;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.Optional;
import java.util.function.Function;

/** Stands in front of one call: a message that is refused ends the call, and nothing behind the door hears of it. */
final class Door<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private final Function<MessageLite, Optional<EtcdError>> refusal;
    private boolean refused;

    Door(ServerCall<Q, ?> call, ServerCall.Listener<Q> behind, Function<MessageLite, Optional<EtcdError>> refusal) {
        super(behind);
        this.call = call;
        this.refusal = refusal;
    }

    @Override
    public void onMessage(Q message) {
        if (refused) {
            return;
        }
        // What is no message of the wire stands for one that was too large, and is refused further in.
        Optional<EtcdError> error = message instanceof MessageLite request ? refusal.apply(request) : Optional.empty();
        if (error.isPresent()) {
            refused = true;
            call.close(ErrorMapper.toStatus(error.get()).getStatus(), new Metadata());
        } else {
            super.onMessage(message);
        }
    }

    @Override
    public void onHalfClose() {
        if (!refused) {
            super.onHalfClose();
        }
    }
}
