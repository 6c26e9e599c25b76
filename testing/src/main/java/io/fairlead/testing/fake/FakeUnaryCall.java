package io.fairlead.testing.fake;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AuthenticateRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call with one request and one answer. On the loop of its fake. */
final class FakeUnaryCall implements Exchange.Conversation {
    private static final int UNIMPLEMENTED = 12;

    private static final Map<String, Parser<? extends MessageLite>> REQUESTS = Map.ofEntries(
            Map.entry("Range", RangeRequest.parser()),
            Map.entry("Put", PutRequest.parser()),
            Map.entry("DeleteRange", DeleteRangeRequest.parser()),
            Map.entry("Txn", TxnRequest.parser()),
            Map.entry("Compact", CompactionRequest.parser()),
            Map.entry("LeaseGrant", LeaseGrantRequest.parser()),
            Map.entry("LeaseRevoke", LeaseRevokeRequest.parser()),
            Map.entry("LeaseTimeToLive", LeaseTimeToLiveRequest.parser()),
            Map.entry("LeaseLeases", LeaseLeasesRequest.parser()),
            Map.entry("MemberList", MemberListRequest.parser()),
            Map.entry("Status", StatusRequest.parser()),
            Map.entry("Authenticate", AuthenticateRequest.parser()));

    private final FakeMember member;
    private final Exchange exchange;
    private final long number;

    FakeUnaryCall(FakeMember member, Exchange exchange) {
        this.member = member;
        this.exchange = exchange;
        this.number = member.cluster().nextStream();
    }

    @Override
    public void received(byte[] message) {
        Parser<? extends MessageLite> parser = REQUESTS.get(exchange.method());
        if (parser == null) {
            exchange.end(Ending.status(UNIMPLEMENTED, "unknown method " + exchange.method()), blank());
            return;
        }
        MessageLite request;
        try {
            request = parser.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("not a request for " + exchange.method(), e);
        }
        boolean requiresLeader = exchange.header("hasleader").equals("true");
        member.cluster()
                .journal
                .add(new Received(
                        member.index(),
                        number,
                        exchange.method(),
                        request,
                        exchange.header("token"),
                        requiresLeader,
                        System.nanoTime()));
        play(request, requiresLeader);
    }

    private void play(MessageLite request, boolean requiresLeader) {
        @Nullable CallScript script = member.nextCall(exchange.method());
        if (script != null) {
            member.cluster().scripts.carriedOut();
            MessageLite answer = script.served() ? serve(request) : blank();
            exchange.end(script.ending(), answer);
        } else if (member.leaderless && needsLeader(request)) {
            // etcd lets the others wait until their time is up.
            if (requiresLeader) {
                exchange.end(Ending.refusal(EtcdError.NO_LEADER), blank());
            }
        } else {
            serve(request, exchange::answer);
        }
    }

    /** What is done with an answer. */
    private interface Sink {
        void answer(MessageLite answer);
    }

    private void serve(MessageLite request, Sink sink) {
        Optional<EtcdError> refusal = request instanceof AuthenticateRequest
                ? Optional.empty()
                : member.cluster().logins.refusal(exchange.header("token"));
        if (refusal.isPresent()) {
            exchange.end(Ending.refusal(refusal.get()), blank());
            return;
        }
        try {
            sink.answer(new FakeServices(member).serve(request));
        } catch (FakeServices.Refused e) {
            exchange.end(Ending.refusal(e.error()), blank());
        }
    }

    private MessageLite serve(MessageLite request) {
        try {
            return new FakeServices(member).serve(request);
        } catch (FakeServices.Refused e) {
            return blank();
        }
    }

    private MessageLite blank() {
        return member.cluster().header(member);
    }

    private static boolean needsLeader(MessageLite request) {
        return !(request instanceof StatusRequest
                || (request instanceof RangeRequest range && range.getSerializable())
                || (request instanceof MemberListRequest list && !list.getLinearizable()));
    }
}
