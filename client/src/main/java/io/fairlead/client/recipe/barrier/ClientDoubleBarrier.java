package io.fairlead.client.recipe.barrier;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.DoubleBarrier;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.recipe.basis.OnceTxn;
import io.fairlead.client.recipe.basis.RangeWait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A meeting of parties. One key says what the present round is at, gathering or running; its mod revision names that phase.
 * Each party that has come is a key under its lease. Whatever a party does is guarded by the phase it saw.
 */
public final class ClientDoubleBarrier implements DoubleBarrier {
    private static final Bytes GATHERING = Bytes.utf8("gathering");
    private static final Bytes RUNNING = Bytes.utf8("running");

    /**
     * The meeting at one revision.
     *
     * @param phase mod revision of the key of the round, 0 before the first
     * @param running all have come, and not all have left
     * @param present parties that are there
     * @param here this party is among them
     */
    private record Seen(long phase, boolean running, long present, boolean here, long revision) {}

    private final String name;
    private final Kv kv;
    private final RangeWait wait;
    private final Session session;
    private final int parties;
    private final KeyRange all;
    private final KeyRange round;
    private final KeyRange comers;
    private final KeyRange own;

    /** The phase this party runs in; 0 while it has not entered. */
    private long runningPhase;

    /** @param id of this party, nobody else's */
    public ClientDoubleBarrier(String name, Kv kv, RangeWait wait, Session session, int parties, String id) {
        if (parties < 1) {
            throw new IllegalArgumentException("at least one party meets: " + parties);
        }
        this.name = name;
        this.kv = kv;
        this.wait = wait;
        this.session = session;
        this.parties = parties;
        this.all = KeyRange.prefix(name + "/");
        this.round = KeyRange.single(name + "/round");
        this.comers = KeyRange.prefix(name + "/parties/");
        this.own = KeyRange.single(name + "/parties/" + Long.toHexString(session.leaseId()) + "-" + id);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void enter() {
        enter(Optional.empty());
    }

    @Override
    public boolean enter(Duration timeout) {
        return enter(Optional.of(timeout));
    }

    @Override
    public void leave() {
        leave(Optional.empty());
    }

    @Override
    public boolean leave(Duration timeout) {
        return leave(Optional.of(timeout));
    }

    private boolean enter(Optional<Duration> timeout) {
        if (runningPhase != 0) {
            throw new IllegalStateException("this party has entered " + name + " already");
        }
        boolean[] came = {false};
        try {
            Optional<Long> begun = wait.await(all, () -> lookForBegin(came), timeout, Optional.of(session));
            return begun.isPresent() || withdraw(came[0]);
        } catch (FairleadException failure) {
            throw asSessionEnd(failure);
        }
    }

    /** Moves the meeting on as far as this party can; found when it runs with this party in it. */
    private RangeWait.Look<Long> lookForBegin(boolean[] came) {
        while (true) {
            Seen seen = look();
            if (came[0] && !seen.here()) {
                throw RangeWait.sessionEnd(null);
            }
            Optional<Txn> step = Optional.empty();
            if (seen.running() && seen.here()) {
                runningPhase = seen.phase();
                return new RangeWait.Look<>(Optional.of(seen.phase()), seen.revision());
            } else if (seen.running()) {
                step = seen.present() == 0 ? Optional.of(turn(seen, GATHERING)) : Optional.empty();
            } else if (!seen.here()) {
                step = Optional.of(come(seen));
            } else if (seen.present() >= parties) {
                step = Optional.of(turn(seen, RUNNING));
            }
            came[0] = seen.here();
            if (step.isEmpty()) {
                return new RangeWait.Look<>(Optional.empty(), seen.revision());
            }
            // Whatever came of it, the next look shows.
            OnceTxn.commit(kv, step.get());
        }
    }

    /** The time is over. False if this party is out; true if the others came just then. */
    private boolean withdraw(boolean came) {
        while (came) {
            Seen seen = look();
            if (!seen.here()) {
                return false;
            }
            if (seen.running()) {
                runningPhase = seen.phase();
                return true;
            }
            // Beginning the phase anew keeps out a coming of ours that is still on its way.
            Txn leaving = new Txn(
                    List.of(Cmp.modRevision(round).is(seen.phase())),
                    List.of(Op.delete(own), Op.put(round.key(), GATHERING)),
                    List.of());
            if (OnceTxn.commit(kv, leaving).isDone()) {
                return false;
            }
        }
        return false;
    }

    private boolean leave(Optional<Duration> timeout) {
        long phase = runningPhase;
        if (phase == 0) {
            throw new IllegalStateException("this party has not entered " + name);
        }
        OnceTxn.commit(kv, new Txn(List.of(), List.of(Op.delete(own)), List.of()));
        runningPhase = 0;
        return wait.await(all, () -> lookForEnd(phase), timeout, Optional.empty())
                .isPresent();
    }

    private RangeWait.Look<Boolean> lookForEnd(long phase) {
        while (true) {
            Seen seen = look();
            if (seen.phase() != phase) {
                return new RangeWait.Look<>(Optional.of(true), seen.revision());
            }
            if (seen.present() > 0) {
                return new RangeWait.Look<>(Optional.empty(), seen.revision());
            }
            OnceTxn.commit(kv, turn(seen, GATHERING));
        }
    }

    private Seen look() {
        TxnResult found = kv.commit(new Txn(
                List.of(),
                List.of(Op.get(round), Op.get(comers, ReadOptions.defaults().withCountOnly()), Op.get(own)),
                List.of()));
        Optional<KeyValue> state = found.get(0).first();
        return new Seen(
                state.map(KeyValue::modRevision).orElse(0L),
                state.filter(entry -> entry.value().equals(RUNNING)).isPresent(),
                found.get(1).count(),
                found.get(2).first().isPresent(),
                found.revision());
    }

    private Txn come(Seen seen) {
        PutOptions leased = PutOptions.defaults().lease(session.leaseId());
        return new Txn(
                List.of(Cmp.modRevision(round).is(seen.phase()), Cmp.missing(own.key())),
                List.of(Op.put(own.key(), Bytes.empty(), leased)),
                List.of());
    }

    /** Begins the next phase. A round is over only when nobody is there. */
    private Txn turn(Seen seen, Bytes state) {
        Cmp samePhase = Cmp.modRevision(round).is(seen.phase());
        List<Cmp> when = state.equals(RUNNING)
                ? List.of(samePhase)
                : List.of(samePhase, Cmp.version(comers).isLessThan(1));
        return new Txn(when, List.of(Op.put(round.key(), state)), List.of());
    }

    /** The cluster may know of the session's end before this process does. */
    private static FairleadException asSessionEnd(FairleadException failure) {
        return failure.error().equals(Optional.of(EtcdError.LEASE_NOT_FOUND)) ? RangeWait.sessionEnd(failure) : failure;
    }
}
