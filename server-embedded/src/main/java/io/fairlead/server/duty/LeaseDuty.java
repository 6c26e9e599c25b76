package io.fairlead.server.duty;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.lease.LeaseListener;
import io.fairlead.server.lease.LeaseStore;
import io.fairlead.server.lease.Lessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The leader's part in leases: counts them down, has those revoked that end, answers renewals.
 *
 * <p>Whoever asks names the term in which he found this member to lead, confirmed by a quorum since his caller asked: so a
 * renewal is answered only by a leader that was one after the renewal had come, with everything applied that was committed then.
 * Any thread may ask; futures complete on the duty loop. In any other term, or while another member leads, the answer is
 * NOT_LEADER, and asking the leader is safe.
 */
public final class LeaseDuty implements Duty, LeaseListener {
    private final LeaseStore store;
    private final Lessor lessor;
    private final Mailbox<DutyInput> mailbox;
    private final LeaseExpiry expiry;
    private final LeaseCheckpoints checkpoints;

    /** Renewals that came too late: answered when the lease is gone. By lease id. */
    private final Map<Long, List<CompletableFuture<Answer<Long>>>> late = new TreeMap<>();

    /** Renewals that wait for a checkpoint to be struck out. By lease id. */
    private final Map<Long, List<CompletableFuture<Answer<Long>>>> clearing = new TreeMap<>();

    private long term;
    private volatile boolean closed;

    /** @param graceNanos an election timeout, see {@link Lessor} */
    public LeaseDuty(LeaseStore store, long graceNanos, LeaderProposals proposals, Mailbox<DutyInput> mailbox) {
        this.store = store;
        this.lessor = new Lessor(graceNanos);
        this.mailbox = mailbox;
        this.expiry = new LeaseExpiry(lessor, proposals, mailbox);
        this.checkpoints = new LeaseCheckpoints(lessor, proposals);
    }

    /** Gives the lease its whole time again; completes with that time in seconds, or refused as LEASE_NOT_FOUND. */
    public CompletableFuture<Answer<Long>> renew(long confirmedTerm, long id) {
        return ask(confirmedTerm, (future, nowNanos) -> renew(id, future, nowNanos));
    }

    /** What the lease has left, without its keys; refused as LEASE_NOT_FOUND. */
    public CompletableFuture<Answer<LeaseLife>> life(long confirmedTerm, long id) {
        return ask(confirmedTerm, (future, nowNanos) -> future.complete(lessor.life(id, nowNanos)));
    }

    /** The leases in the order in which they would end. */
    public CompletableFuture<Answer<List<Long>>> byEnd(long confirmedTerm) {
        return ask(confirmedTerm, (future, nowNanos) -> future.complete(Answer.ok(lessor.byEnd())));
    }

    @Override
    public void lead(long newTerm, long nowNanos) {
        term = newTerm;
        lessor.promote(store.leases(), nowNanos);
        expiry.lead(newTerm, nowNanos);
        checkpoints.lead(newTerm, nowNanos);
    }

    @Override
    public void retire() {
        lessor.demote();
        refuseAll(late, EtcdError.NOT_LEADER);
        refuseAll(clearing, EtcdError.NOT_LEADER);
    }

    @Override
    public int turn(long nowNanos) {
        int ended = expiry.turn(nowNanos);
        store.meter().expired().add(ended);
        return ended + checkpoints.turn(nowNanos);
    }

    @Override
    public long deadlineNanos() {
        long end = expiry.deadlineNanos();
        long checkpoint = checkpoints.deadlineNanos();
        if (end == Loop.NEVER || checkpoint == Loop.NEVER) {
            return end == Loop.NEVER ? checkpoint : end;
        }
        return end - checkpoint < 0 ? end : checkpoint;
    }

    @Override
    public void close() {
        closed = true;
        retire();
    }

    @Override
    public void changed(long id) {
        mailbox.post(nowNanos -> {
            store.find(id).ifPresentOrElse(lease -> lessor.granted(lease, nowNanos), () -> lessor.revoked(id));
            refuse(late.remove(id), EtcdError.LEASE_NOT_FOUND);
        });
    }

    @Override
    public void checkpointed(long id) {
        mailbox.post(nowNanos -> store.find(id).ifPresent(lessor::checkpointed));
    }

    /** The state of another member was put in place, which a leader never does; one that leads since begins to count anew. */
    @Override
    public void replaced() {
        mailbox.post(nowNanos -> {
            if (lessor.isPrimary()) {
                lessor.promote(store.leases(), nowNanos);
            }
        });
    }

    private <T> CompletableFuture<Answer<T>> ask(
            long confirmedTerm, BiConsumer<CompletableFuture<Answer<T>>, Long> question) {
        CompletableFuture<Answer<T>> future = new CompletableFuture<>();
        boolean taken = mailbox.offer(nowNanos -> {
            if (lessor.isPrimary() && term == confirmedTerm) {
                question.accept(future, nowNanos);
            } else {
                future.complete(Answer.refused(EtcdError.NOT_LEADER));
            }
        });
        if (!taken) {
            future.complete(Answer.refused(EtcdError.TOO_MANY_REQUESTS));
        } else if (closed) {
            future.complete(Answer.refused(EtcdError.STOPPED));
        }
        return future;
    }

    private void renew(long id, CompletableFuture<Answer<Long>> future, long nowNanos) {
        switch (lessor.renew(id, nowNanos)) {
            case RENEWED -> {
                store.meter().renewed().increment();
                future.complete(Answer.ok(lessor.grantedSeconds(id)));
            }
            case UNKNOWN -> future.complete(Answer.refused(EtcdError.LEASE_NOT_FOUND));
            case ENDED -> late.computeIfAbsent(id, any -> new ArrayList<>()).add(future);
            case SHORTENED -> {
                clearing.computeIfAbsent(id, any -> new ArrayList<>()).add(future);
                clear(id);
            }
        }
    }

    /** A later leader must not end the lease by the checkpoint of a time before the renewal: strikes it out first. */
    private void clear(long id) {
        if (!lessor.beginClearing(id)) {
            return;
        }
        long asked = term;
        var unused = checkpoints
                .clear(id)
                .thenAccept(answer -> mailbox.post(nowNanos -> {
                    if (asked == term && lessor.isPrimary()) {
                        cleared(id, answer, nowNanos);
                    }
                }));
    }

    private void cleared(long id, Answer<?> answer, long nowNanos) {
        lessor.endClearing(id, answer instanceof Answer.Ok);
        List<CompletableFuture<Answer<Long>>> waiting = clearing.remove(id);
        if (answer instanceof Answer.Refused<?> refused) {
            refuse(waiting, refused.error());
        } else if (waiting != null) {
            waiting.forEach(future -> renew(id, future, nowNanos));
        }
    }

    private static void refuseAll(Map<Long, List<CompletableFuture<Answer<Long>>>> waiting, EtcdError error) {
        waiting.values().forEach(futures -> refuse(futures, error));
        waiting.clear();
    }

    private static void refuse(@Nullable List<CompletableFuture<Answer<Long>>> futures, EtcdError error) {
        if (futures != null) {
            futures.forEach(future -> future.complete(Answer.refused(error)));
        }
    }
}
