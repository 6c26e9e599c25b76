package io.fairlead.jcache.change;

import io.fairlead.api.Bytes;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.jcache.change.Planner.Plan;
import io.fairlead.jcache.near.Reads;
import io.fairlead.jcache.store.Attempt;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.Committed;
import io.fairlead.jcache.store.Decider.Decision;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.Effect.Removal;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.Envelope.Flag;
import io.fairlead.jcache.store.KeyLocks;
import io.fairlead.jcache.store.StoredEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import javax.cache.CacheException;

/**
 * Changes entries of one cache: by compare-and-set alone where that is enough, else in line, holding the lock of the key. Safe
 * to share between threads.
 *
 * <p>In line go all changes of caches that tell a system outside, and of those whose processors run exclusively: only then do
 * they keep out of each other's way. Loads that many ask for go in line too.
 */
public final class EntryChanges<K, V> {
    /** How often a processor is run again because others were quicker before it goes and stands in line. */
    private static final int TRIES_BEFORE_LINE = 3;

    private final CacheStore store;
    private final Reads reads;
    private final KeyLocks locks;
    private final Optional<Outside<K, V>> outside;
    private final Routes routes;
    private final Aftermath aftermath;

    /** Who is concerned by what was committed, beside the readers of this process. */
    public interface Aftermath {
        /** Waits until the listeners that are to be waited for have heard of this revision. */
        void awaitDelivered(long revision);

        /** An expired record was met and given up. */
        void evicted();
    }

    /**
     * How changes go.
     *
     * @param exclusive each change stands in line
     * @param lookFirst read an entry that nothing is known of before planning: planning on a guess would be noticed
     */
    public record Routes(boolean exclusive, boolean lookFirst) {}

    /**
     * @param outside is told of changes; all of them stand in line then
     */
    public EntryChanges(
            CacheStore store,
            Reads reads,
            KeyLocks locks,
            Optional<Outside<K, V>> outside,
            Routes routes,
            Aftermath aftermath) {
        this.store = store;
        this.reads = reads;
        this.locks = locks;
        this.outside = outside;
        this.routes = routes;
        this.aftermath = aftermath;
    }

    /** Changes an entry by a planner that is cheap and has no effects of its own. */
    public <R> Committed<R> change(K key, Bytes bytes, Planner<V, R> planner) {
        if (standsInLine()) {
            return settled(inLine(key, bytes, planner, Repeat.FREELY));
        }
        StoredEntry guess = routes.lookFirst() ? look(bytes) : reads.guess(bytes);
        return settled(store.update(guess, Optional.empty(), current -> decision(planner.plan(current))));
    }

    /**
     * Changes an entry by a planner that runs code of the user's: on a record that was read, and in line after a few conflicts.
     * Where changes stand in line anyway, it is run once: if somebody who does not stand in line comes between, the change
     * fails with a {@link CacheException} and is not made.
     */
    public <R> Committed<R> process(K key, Bytes bytes, Planner<V, R> planner) {
        if (standsInLine()) {
            return settled(inLine(key, bytes, planner, Repeat.NEVER));
        }
        StoredEntry current = look(bytes);
        for (int i = 0; i < TRIES_BEFORE_LINE; i++) {
            Attempt<R> attempt = store.attempt(current, Optional.empty(), assumed -> decision(planner.plan(assumed)));
            if (attempt instanceof Attempt.Done<R> done) {
                return settled(done.committed());
            }
            current = ((Attempt.Conflict<R>) attempt).current();
        }
        return settled(inLine(key, bytes, planner, Repeat.FREELY));
    }

    /** Whether changes hold the lock of their key. */
    public boolean standsInLine() {
        return outside.isPresent() || routes.exclusive();
    }

    /** Writes an entry whatever it is. Only where nothing is to be told, and nothing stands in line. */
    public void overwrite(Bytes bytes, Effect.Put put) {
        long revision = store.overwrite(bytes, put);
        reads.wrote(revision);
        aftermath.awaitDelivered(revision);
    }

    /**
     * Makes the changes that a read is followed by: moves deadlines, collects what has expired. Those that somebody else was
     * quicker than are dropped.
     *
     * @param followUps by the records that were read, without those that stay as they are
     */
    public void follow(Map<StoredEntry, Effect> followUps) {
        if (followUps.size() == 1) {
            followUps.forEach((seen, effect) -> {
                if (store.attempt(seen, Optional.empty(), assumed -> new Decision<>(effect, true))
                        instanceof Attempt.Done<Boolean> done) {
                    settle(done.committed());
                }
            });
        } else if (!followUps.isEmpty()) {
            Map<Bytes, StoredEntry> seen = new HashMap<>();
            followUps.keySet().forEach(entry -> seen.put(entry.key(), entry));
            Map<Bytes, Committed<Boolean>> unused = changeAll(seen.keySet(), false, current -> {
                StoredEntry before = seen.get(current.key());
                boolean same = before != null && before.modRevision() == current.modRevision();
                return new Plan<>(
                        same ? followUps.getOrDefault(before, Effect.keep()) : Effect.keep(), Told.nothing(), same);
            });
        }
    }

    /** Changes several entries, without telling anybody outside; see {@link CacheStore#updateAll}. */
    public <R> Map<Bytes, Committed<R>> changeAll(Collection<Bytes> keys, boolean atomic, Planner<V, R> planner) {
        Map<Bytes, Committed<R>> all = store.updateAll(keys, atomic, current -> decision(planner.plan(current)));
        settle(all.values());
        return all;
    }

    /** Changes an entry by compare-and-set alone, whoever stands in line for it, beginning with what was seen of it. */
    public <R> Committed<R> changeBeside(StoredEntry seen, Planner<V, R> planner) {
        return store.update(seen, Optional.empty(), current -> decision(planner.plan(current)));
    }

    /** Everything was deleted at this revision. */
    public void deletedAll(long revision) {
        reads.wrote(revision);
        aftermath.awaitDelivered(revision);
    }

    /** Lets no later read be older than what was written or seen, and waits for listeners. Holds no lock meanwhile. */
    private void settle(Collection<? extends Committed<?>> all) {
        long now = store.now();
        for (Committed<?> committed : all) {
            reads.wrote(readable(committed));
            if (committed.changed() && committed.before().isExpiredAt(now)) {
                aftermath.evicted();
            }
        }
        all.stream()
                .filter(Committed::changed)
                .mapToLong(Committed::revision)
                .distinct()
                .forEach(aftermath::awaitDelivered);
    }

    /** The lowest revision at which the entry is as it was written or seen. */
    private static long readable(Committed<?> committed) {
        return committed.changed() || !committed.before().exists()
                ? committed.revision()
                : committed.before().modRevision();
    }

    /** As {@link #settle(Collection)}: for changes made beside. */
    public void settle(Committed<?> committed) {
        settle(List.of(committed));
    }

    private <R> Committed<R> settled(Committed<R> committed) {
        settle(committed);
        return committed;
    }

    private StoredEntry look(Bytes bytes) {
        StoredEntry guess = reads.guess(bytes);
        return guess.exists() ? guess : store.get(bytes);
    }

    private static <V, R> Decision<R> decision(Plan<V, R> plan) {
        return new Decision<>(plan.effect(), plan.result());
    }

    /** Whether what was planned may be planned again. */
    private enum Repeat {
        FREELY,
        NEVER
    }

    private <R> Committed<R> inLine(K key, Bytes bytes, Planner<V, R> planner, Repeat repeat) {
        LockHold hold = locks.acquire(store.keys(), bytes);
        try {
            return whileHeld(hold, key, withoutExpired(store.get(bytes)), planner, repeat);
        } finally {
            // Nobody waits for the lock to be given back: the next in line sees to itself.
            Future<?> unused = hold.release();
        }
    }

    /** So that a plan made on what has expired need not be made anew because somebody collects it. */
    private StoredEntry withoutExpired(StoredEntry entry) {
        if (!entry.isExpiredAt(store.now())) {
            return entry;
        }
        Attempt<Boolean> attempt =
                store.attempt(entry, Optional.empty(), assumed -> new Decision<>(Effect.delete(Removal.EXPIRED), true));
        return attempt instanceof Attempt.Conflict<Boolean> conflict
                ? conflict.current()
                : StoredEntry.absent(entry.key());
    }

    private <R> Committed<R> whileHeld(LockHold hold, K key, StoredEntry seen, Planner<V, R> planner, Repeat repeat) {
        StoredEntry current = seen;
        Plan<V, R> plan = planner.plan(current);
        Told<V> told = plan.told();
        outside.ifPresent(system -> system.tell(key, told));
        while (true) {
            Decision<R> decision = decision(plan);
            Attempt<R> attempt = store.attempt(current, Optional.of(hold.guard()), assumed -> decision);
            if (attempt instanceof Attempt.Done<R> done) {
                return done.committed();
            }
            StoredEntry newer = ((Attempt.Conflict<R>) attempt).current();
            if (!isTouched(current, newer)) {
                if (repeat == Repeat.NEVER) {
                    throw overtaken(told);
                }
                plan = planner.plan(newer);
                if (outside.isPresent() && !plan.told().equals(told)) {
                    throw overtaken(told);
                }
            }
            current = newer;
        }
    }

    /** Whether nothing but the deadline has changed, by reads. */
    private static boolean isTouched(StoredEntry before, StoredEntry after) {
        Optional<Envelope> was = before.envelope();
        Optional<Envelope> is = after.envelope();
        return before.createRevision() == after.createRevision()
                && was.isPresent()
                && is.isPresent()
                && is.get().flags().contains(Flag.TOUCHED)
                && is.get().payload().equals(was.get().payload());
    }

    private CacheException overtaken(Told<V> told) {
        boolean heard = outside.isPresent() && !(told instanceof Told.Nothing<V>);
        return new CacheException(
                "the entry was changed by somebody who does not stand in line for it; this change was not"
                        + " made"
                        + (heard ? ", though the CacheWriter has been told of it" : ", asking again is safe"));
    }
}
