package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseStatus;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.apply.AppliedState;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.duty.DutyInput;
import io.fairlead.server.duty.DutyLoop;
import io.fairlead.server.duty.LeaseDuty;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.lease.LeaseLife;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** The leases of one copy of the state, counted down by hand while it leads. */
final class LoopLeases {
    /** What a copy that begins to lead gives every lease beside the time it has. */
    static final long GRACE_MILLIS = 1000;

    private static final long TTL_MIN = 2;

    private final AppliedState state;
    private final LeaseDuty duty;
    private final DutyLoop loop;
    private BiFunction<CommandKind, Message, Answer<? extends Message>> log = (kind, request) -> {
        throw new AssertionError("proposed by a copy that never led");
    };
    private long term;
    private long nowNanos;

    LoopLeases(AppliedState state) {
        this.state = state;
        Mailbox<DutyInput> mailbox = new Mailbox<>(1000);
        this.duty = new LeaseDuty(
                state.leaseStore(),
                GRACE_MILLIS * 1_000_000,
                (asked, kind, request) -> CompletableFuture.completedFuture(
                        asked == term && term != 0
                                ? log.apply(kind, (Message) request).map(done -> done)
                                : Answer.refused(EtcdError.NOT_LEADER)),
                mailbox);
        state.leaseStore().onChange(duty);
        this.loop = new DutyLoop(mailbox, List.of(duty));
    }

    /** @param newLog carries out a command and answers it at once */
    void lead(long newTerm, BiFunction<CommandKind, Message, Answer<? extends Message>> newLog, long now) {
        term = newTerm;
        log = newLog;
        loop.leads(newTerm);
        rest(now);
    }

    void retire(long now) {
        term = 0;
        loop.leads(0);
        rest(now);
    }

    long deadlineNanos() {
        return loop.deadlineNanos();
    }

    /** Does all that is due. */
    void rest(long now) {
        nowNanos = now;
        boolean more = true;
        while (more) {
            more = loop.turn(now) > 0;
        }
    }

    Answer<? extends Message> call(StepKind kind, Message request) {
        return switch (kind) {
            case GRANT -> {
                LeaseGrantRequest grant = (LeaseGrantRequest) request;
                yield propose(
                        CommandKind.LEASE_GRANT,
                        grant.toBuilder()
                                .setTTL(Math.max(grant.getTTL(), TTL_MIN))
                                .build());
            }
            case REVOKE -> propose(CommandKind.LEASE_REVOKE, request);
            case KEEP_ALIVE -> keepAlive(((LeaseKeepAliveRequest) request).getID());
            case TIME_TO_LIVE -> timeToLive((LeaseTimeToLiveRequest) request);
            case LEASES -> list();
            default -> throw new IllegalArgumentException(kind + " is not about leases");
        };
    }

    private Answer<? extends Message> propose(CommandKind kind, Message request) {
        Answer<? extends Message> answer = log.apply(kind, request);
        rest(nowNanos);
        return answer;
    }

    private Answer<? extends Message> keepAlive(long id) {
        LeaseKeepAliveResponse.Builder response =
                LeaseKeepAliveResponse.newBuilder().setHeader(header()).setID(id);
        return done(duty.renew(term, id)) instanceof Answer.Ok<Long> renewed
                ? Answer.ok(response.setTTL(renewed.value()).build())
                : Answer.ok(response.build());
    }

    private Answer<? extends Message> timeToLive(LeaseTimeToLiveRequest request) {
        LeaseTimeToLiveResponse.Builder response =
                LeaseTimeToLiveResponse.newBuilder().setHeader(header()).setID(request.getID());
        if (!(done(duty.life(term, request.getID())) instanceof Answer.Ok<LeaseLife> life)) {
            return Answer.ok(response.setTTL(-1).build());
        }
        if (request.getKeys()) {
            state.leaseStore()
                    .keys(request.getID())
                    .forEach(key -> response.addKeys(ByteString.copyFrom(key.toByteArray())));
        }
        return Answer.ok(response.setTTL(life.value().remainingSeconds())
                .setGrantedTTL(life.value().grantedSeconds())
                .build());
    }

    private Answer<? extends Message> list() {
        LeaseLeasesResponse.Builder response = LeaseLeasesResponse.newBuilder().setHeader(header());
        return done(duty.byEnd(term)).map(ids -> {
            ids.forEach(id -> response.addLeases(LeaseStatus.newBuilder().setID(id)));
            return response.build();
        });
    }

    private <T> T done(CompletableFuture<T> future) {
        rest(nowNanos);
        if (!future.isDone()) {
            throw new AssertionError("a question about leases is never answered");
        }
        return future.join();
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(state.revision()).build();
    }
}
