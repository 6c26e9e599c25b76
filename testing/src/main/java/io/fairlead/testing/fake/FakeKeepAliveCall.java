package io.fairlead.testing.fake;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;

/** A stream of keep-alives. On the loop of its fake. */
final class FakeKeepAliveCall extends ScriptedStream {
    FakeKeepAliveCall(FakeMember member, Exchange exchange) {
        super(member, exchange);
    }

    @Override
    MessageLite blank() {
        return LeaseKeepAliveResponse.newBuilder()
                .setHeader(cluster().header(member()))
                .build();
    }

    @Override
    MessageLite parse(byte[] message) {
        try {
            return LeaseKeepAliveRequest.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("not a keep-alive", e);
        }
    }

    @Override
    void handle(MessageLite message) {
        if (member().leaderless) {
            return;
        }
        long id = ((LeaseKeepAliveRequest) message).getID();
        send(LeaseKeepAliveResponse.newBuilder()
                .setHeader(cluster().header(member()))
                .setID(id)
                .setTTL(cluster().leases.renew(id))
                .build());
    }
}
