package io.fairlead.client.recipe.queue;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.WorkClaim;
import io.fairlead.api.concurrency.WorkQueue;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.client.recipe.basis.Contention;
import io.fairlead.client.recipe.basis.FirstChange;
import io.fairlead.client.recipe.basis.OnceTxn;
import io.fairlead.client.recipe.basis.Pacing;
import io.fairlead.client.recipe.basis.RangeWait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A queue of work. */
public final class ClientQueue implements WorkQueue {
    private static final int TRIES = 1_000;

    private final QueueKeys keys;
    private final Kv kv;
    private final RangeWait wait;
    private final Pacing pacing;
    private final Supplier<String> ids;

    /** @param ids names that are never given twice */
    public ClientQueue(String name, Kv kv, RangeWait wait, Pacing pacing, Supplier<String> ids) {
        this.keys = new QueueKeys(name);
        this.kv = kv;
        this.wait = wait;
        this.pacing = pacing;
        this.ids = ids;
    }

    @Override
    public String name() {
        return keys.name();
    }

    @Override
    public void offer(Bytes payload, int priority) {
        if (priority < PRIORITY_FIRST || priority > PRIORITY_LAST) {
            throw new IllegalArgumentException("a priority is from 0 to " + PRIORITY_LAST + ": " + priority);
        }
        Contention contention = new Contention("the queue " + name(), TRIES, pacing);
        RangeResult seen = kv.get(keys.tail());
        while (true) {
            Bytes id = Bytes.utf8(ids.get());
            long modRevision = seen.first().map(KeyValue::modRevision).orElse(0L);
            long number = seen.first().map(KeyValue::version).orElse(0L);
            KeyRange item = keys.item(QueueKeys.place(priority, number));
            OnceTxn.Sent sent = OnceTxn.commit(
                    kv,
                    new Txn(
                            List.of(Cmp.modRevision(keys.tail()).is(modRevision)),
                            List.of(Op.put(keys.tail().key(), id), Op.put(item.key(), payload)),
                            List.of()));
            if (sent.isDone()) {
                return;
            }
            if (!sent.isRefused()
                    && FirstChange.isBy(
                            kv,
                            sent,
                            keys.tail(),
                            modRevision,
                            seen.revision(),
                            sent.result().revision(),
                            keys.tail(),
                            id)) {
                return;
            }
            contention.lost();
            seen = kv.get(keys.tail());
        }
    }

    @Override
    public Optional<WorkClaim> poll(Session session) {
        return look(session).found();
    }

    @Override
    public Optional<WorkClaim> poll(Session session, Duration timeout) {
        return wait.await(keys.all(), () -> look(session), Optional.of(timeout), Optional.of(session));
    }

    @Override
    public WorkClaim take(Session session) {
        return wait.await(keys.all(), () -> look(session), Optional.empty(), Optional.of(session))
                .orElseThrow();
    }

    @Override
    public long size() {
        return kv.get(keys.items(), ReadOptions.defaults().withCountOnly()).count();
    }

    /** Claims the first item that can be had. */
    private RangeWait.Look<WorkClaim> look(Session session) {
        RangeWait.checkLive(session);
        Contention contention = new Contention("the queue " + name(), TRIES, pacing);
        while (true) {
            Candidates candidates = Candidates.look(kv, keys);
            if (candidates.first().isEmpty()) {
                return new RangeWait.Look<>(Optional.empty(), candidates.revision());
            }
            Optional<WorkClaim> claim = claim(session, candidates.first().get());
            if (claim.isPresent()) {
                return new RangeWait.Look<>(claim, candidates.revision());
            }
            contention.lost();
        }
    }

    private Optional<WorkClaim> claim(Session session, Candidates.Candidate candidate) {
        Bytes id = Bytes.utf8(ids.get());
        KeyRange claim = keys.claim(candidate.place());
        KeyRange delivery = keys.delivery(candidate.place());
        long delivered =
                candidate.delivered().map(count -> count.value().asLong()).orElse(0L);
        Txn txn = new Txn(
                List.of(
                        Cmp.createRevision(KeyRange.single(candidate.item().key()))
                                .is(candidate.item().createRevision()),
                        Cmp.missing(claim.key()),
                        Cmp.modRevision(delivery)
                                .is(candidate
                                        .delivered()
                                        .map(KeyValue::modRevision)
                                        .orElse(0L))),
                List.of(
                        Op.put(claim.key(), id, PutOptions.defaults().lease(session.leaseId())),
                        Op.put(delivery.key(), Bytes.decimal(delivered + 1))),
                List.of(Op.get(claim)));
        OnceTxn.Sent sent;
        try {
            sent = OnceTxn.commit(kv, txn);
        } catch (FairleadException failure) {
            throw failure.error().equals(Optional.of(EtcdError.LEASE_NOT_FOUND))
                    ? RangeWait.sessionEnd(failure)
                    : failure;
        }
        if (sent.isDone()) {
            return Optional.of(
                    claimed(session, candidate, delivered + 1, sent.result().revision()));
        }
        // If an earlier time was carried out after all, the claim bears our name.
        return sent.result()
                .get(0)
                .first()
                .filter(found -> found.value().equals(id))
                .map(found -> claimed(session, candidate, delivered + 1, found.createRevision()));
    }

    private WorkClaim claimed(Session session, Candidates.Candidate candidate, long delivery, long token) {
        return new ClientClaim(
                kv, keys, session, candidate.place(), candidate.item().value(), delivery, token);
    }
}
