package io.fairlead.server.node;

import com.google.protobuf.MessageLite;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.server.access.Right;
import io.fairlead.server.apply.AppliedState;
import io.fairlead.server.apply.ApplyTask;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.duty.LeaseDuty;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.lease.Lease;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.transport.LeaderCalls;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Leases on behalf of clients and peers. Any thread.
 *
 * <p>The leader answers what is asked about time, after a quorum confirmed that it leads and with all applied that was committed
 * by then. Where the leader can't be asked or is none any more, a linearizable read waits for the next one, and it is asked
 * again.
 */
final class LeaseCalls implements NodeLeases {
    /** Leaders that are asked in turn before the caller is told that it took too long. */
    private static final int ATTEMPTS_MAX = 10;

    /** Questions for keys of leases that may wait for the apply loop. */
    private static final int QUESTIONS_MAX = 1_024;

    private final NodeConfig config;
    private final Clock clock;
    private final RequestIds requestIds;
    private final Supplier<Standing> standing;
    private final AppliedState state;
    private final Mailbox<ApplyTask> applyMailbox;
    private final LeaseDuty duty;
    private final LeaderCalls leader;
    private final Node node;
    private final AtomicInteger questions = new AtomicInteger();

    LeaseCalls(
            NodeConfig config,
            Clock clock,
            RequestIds requestIds,
            Supplier<Standing> standing,
            AppliedState state,
            Mailbox<ApplyTask> applyMailbox,
            LeaseDuty duty,
            LeaderCalls leader,
            Node node) {
        this.config = config;
        this.clock = clock;
        this.requestIds = requestIds;
        this.standing = standing;
        this.state = state;
        this.applyMailbox = applyMailbox;
        this.duty = duty;
        this.leader = leader;
        this.node = node;
    }

    @Override
    public CompletableFuture<Answer<MessageLite>> grant(LeaseGrantRequest request, Requester requester) {
        if (state.leaseStore().count() >= LEASES_MAX) {
            return refused(EtcdError.TOO_MANY_REQUESTS);
        }
        LeaseGrantRequest.Builder whole = request.toBuilder();
        if (request.getID() == 0) {
            whole.setID(requestIds.next() & Long.MAX_VALUE);
        }
        whole.setTTL(Math.max(request.getTTL(), config.leaseSecondsMin()));
        return node.propose(CommandKind.LEASE_GRANT, whole.build(), requester);
    }

    @Override
    public CompletableFuture<Answer<Long>> renew(long id) {
        return atLeader(() -> renewHere(id), leaderId -> leader.renewLease(leaderId, id));
    }

    @Override
    public CompletableFuture<Answer<LeaseLife>> life(long id, boolean withKeys, Requester requester) {
        LeaseTimeToLiveRequest request =
                LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(withKeys).build();
        return atLeader(() -> lifeHere(id, withKeys), leaderId -> leader.leaseLife(leaderId, id, withKeys))
                .thenApply(answer -> answer.flatMap(life -> state.permitted(
                        requester,
                        () -> Right.LEASE_TIME_TO_LIVE.needs(request, attachedTo -> life.keys()),
                        () -> Answer.ok(life))));
    }

    @Override
    public CompletableFuture<Answer<List<Long>>> all(Requester requester) {
        return node.linearizableReadBarrier().thenCompose(confirmed -> {
            if (confirmed instanceof Answer.Refused<Long> refused) {
                return refused(refused.error());
            }
            Standing now = standing.get();
            return now.leaderId() == config.memberId()
                    ? duty.byEnd(now.term()).thenApply(answer -> answer instanceof Answer.Ok ? answer : allById())
                    : CompletableFuture.completedFuture(allById());
        });
    }

    /** Renews where this member leads; else refused as NOT_LEADER. What a peer's member asks for. */
    CompletableFuture<Answer<Long>> renewHere(long id) {
        return here(term -> duty.renew(term, id));
    }

    /** As {@link #life} where this member leads; else refused as NOT_LEADER. */
    CompletableFuture<Answer<LeaseLife>> lifeHere(long id, boolean withKeys) {
        CompletableFuture<Answer<LeaseLife>> life = here(term -> duty.life(term, id));
        return withKeys ? life.thenCompose(answer -> withKeys(id, answer)) : life;
    }

    private Answer<List<Long>> allById() {
        return Answer.ok(state.leaseStore().leases().stream().map(Lease::id).toList());
    }

    private CompletableFuture<Answer<LeaseLife>> withKeys(long id, Answer<LeaseLife> life) {
        if (life instanceof Answer.Refused) {
            return CompletableFuture.completedFuture(life);
        }
        if (questions.incrementAndGet() > QUESTIONS_MAX) {
            questions.decrementAndGet();
            return refused(EtcdError.TOO_MANY_REQUESTS);
        }
        CompletableFuture<Answer<LeaseLife>> whole = new CompletableFuture<>();
        applyMailbox.post(new ApplyTask.Ask(asked -> {
            questions.decrementAndGet();
            List<Bytes> keys = List.copyOf(asked.leaseStore().keys(id));
            whole.complete(life.map(found -> found.withKeys(keys)));
        }));
        return whole;
    }

    /** Asks the duty loop under a term in which a quorum confirmed this member's lead since the call. */
    private <T> CompletableFuture<Answer<T>> here(LongFunction<CompletableFuture<Answer<T>>> question) {
        Standing now = standing.get();
        if (now.leaderId() != config.memberId()) {
            return refused(EtcdError.NOT_LEADER);
        }
        return node.linearizableReadBarrier()
                .thenCompose(confirmed -> confirmed instanceof Answer.Refused<Long> refused
                        ? refused(refused.error())
                        : question.apply(now.term()));
    }

    private <T> CompletableFuture<Answer<T>> atLeader(
            Supplier<CompletableFuture<Answer<T>>> here, LongFunction<CompletableFuture<Answer<T>>> there) {
        return attempt(here, there, ATTEMPTS_MAX, clock.nanos() + config.requestTimeoutNanos());
    }

    private <T> CompletableFuture<Answer<T>> attempt(
            Supplier<CompletableFuture<Answer<T>>> here,
            LongFunction<CompletableFuture<Answer<T>>> there,
            int attemptsLeft,
            long deadlineNanos) {
        long leaderId = standing.get().leaderId();
        CompletableFuture<Answer<T>> asked;
        if (leaderId == 0) {
            asked = refused(EtcdError.NO_LEADER);
        } else if (leaderId == config.memberId()) {
            asked = here.get();
        } else {
            asked = there.apply(leaderId);
        }
        return asked.thenCompose(answer -> {
            if (!isForAnotherLeader(answer)) {
                return CompletableFuture.completedFuture(answer);
            }
            if (attemptsLeft == 1 || deadlineNanos - clock.nanos() <= 0) {
                return refused(EtcdError.TIMEOUT);
            }
            return node.linearizableReadBarrier()
                    .thenCompose(leads -> leads instanceof Answer.Refused<Long> refused
                            ? refused(refused.error())
                            : attempt(here, there, attemptsLeft - 1, deadlineNanos));
        });
    }

    private static boolean isForAnotherLeader(Answer<?> answer) {
        return answer instanceof Answer.Refused<?> refused
                && switch (refused.error()) {
                    case NO_LEADER, NOT_LEADER, TIMEOUT -> true;
                    default -> false;
                };
    }

    private static <T> CompletableFuture<Answer<T>> refused(EtcdError error) {
        return CompletableFuture.completedFuture(Answer.refused(error));
    }
}
