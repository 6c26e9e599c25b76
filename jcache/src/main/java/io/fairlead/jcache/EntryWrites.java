package io.fairlead.jcache;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.change.Planner.Plan;
import io.fairlead.jcache.change.Told;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoredEntry;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations that change one entry. Each is a plan made on what the entry is at one moment. */
final class EntryWrites<K, V> {
    private final CacheCore<K, V> core;

    EntryWrites(CacheCore<K, V> core) {
        this.core = core;
    }

    /**
     * What an operation came to.
     *
     * @param before the value that was there, if the operation is to give it
     * @param hit whether the entry was there
     * @param done whether the operation did what it is called
     */
    private record Came<V>(@Nullable V before, boolean hit, boolean done) {}

    /** An entry and the moment at which it is judged. */
    private record Moment(StoredEntry entry, long now) {
        Optional<Envelope> live() {
            return entry.liveAt(now);
        }

        boolean isLive() {
            return live().isPresent();
        }
    }

    @FunctionalInterface
    private interface Step<V> {
        Plan<V, Came<V>> plan(Moment moment);
    }

    private Came<V> change(K key, Step<V> step) {
        return core.changes()
                .change(key, core.bytes(key), current -> step.plan(new Moment(current, core.now())))
                .result();
    }

    void put(K key, V value) {
        long start = core.meter().start();
        Bytes payload = payload(value);
        // What is there does not matter where nothing expires and nobody is told: one round trip.
        if (core.parts().custom().expiry().isEternal() && !core.changes().standsInLine()) {
            core.changes().overwrite(core.bytes(key), new Effect.Put(payload, Envelope.ETERNAL, Set.of()));
            core.meter().put(1, start);
        } else {
            Came<V> came = change(key, at -> written(at, value, payload, null));
            core.meter().put(came.done() ? 1 : 0, start);
        }
    }

    @Nullable
    V getAndPut(K key, V value) {
        long start = core.meter().start();
        Bytes payload = payload(value);
        return countPut(start, change(key, at -> written(at, value, payload, before(at))))
                .before();
    }

    boolean putIfAbsent(K key, V value) {
        long start = core.meter().start();
        Bytes payload = payload(value);
        return countPut(start, change(key, at -> {
                    if (at.isLive()) {
                        return leftAlone(new Came<>(null, true, false));
                    }
                    Plan<V, Came<V>> plan = written(at, value, payload, null);
                    // What expires on creation is not put, so nobody is told that it was.
                    return plan.result().done() ? plan : new Plan<>(plan.effect(), Told.nothing(), plan.result());
                }))
                .done();
    }

    boolean replace(K key, V value) {
        long start = core.meter().start();
        Bytes payload = payload(value);
        return countPut(start, change(key, at -> at.isLive() ? written(at, value, payload, null) : missed(at)))
                .done();
    }

    @Nullable
    V getAndReplace(K key, V value) {
        long start = core.meter().start();
        Bytes payload = payload(value);
        return countPut(start, change(key, at -> at.isLive() ? written(at, value, payload, before(at)) : missed(at)))
                .before();
    }

    boolean replace(K key, V oldValue, V newValue) {
        long start = core.meter().start();
        Bytes oldPayload = payload(oldValue);
        Bytes payload = payload(newValue);
        Step<V> step = at -> has(at, oldValue, oldPayload) ? written(at, newValue, payload, null) : looked(at);
        return countPut(start, change(key, step)).done();
    }

    boolean remove(K key) {
        long start = core.meter().start();
        Came<V> came = change(key, at -> removed(at, null));
        core.meter().removed(came.done() ? 1 : 0, start);
        return came.done();
    }

    @Nullable
    V getAndRemove(K key) {
        long start = core.meter().start();
        return countRemoval(start, change(key, at -> removed(at, before(at)))).before();
    }

    boolean remove(K key, V oldValue) {
        long start = core.meter().start();
        Bytes oldPayload = payload(oldValue);
        Step<V> step = at -> has(at, oldValue, oldPayload) ? removed(at, null) : looked(at);
        return countRemoval(start, change(key, step)).done();
    }

    private Bytes payload(V value) {
        return core.parts().values().encode(value);
    }

    private Came<V> countPut(long start, Came<V> came) {
        core.meter().got(came.hit(), start);
        core.meter().put(came.done() ? 1 : 0, start);
        return came;
    }

    private Came<V> countRemoval(long start, Came<V> came) {
        core.meter().got(came.hit(), start);
        core.meter().removed(came.done() ? 1 : 0, start);
        return came;
    }

    private @Nullable V before(Moment at) {
        return at.live().map(core::value).orElse(null);
    }

    /** Same bytes are the same value; others may be equal all the same, which the values know. */
    private boolean has(Moment at, V value, Bytes payload) {
        return at.live()
                .filter(record ->
                        record.payload().equals(payload) || core.value(record).equals(value))
                .isPresent();
    }

    private Plan<V, Came<V>> written(Moment at, V value, Bytes payload, @Nullable V before) {
        Effect effect = core.effects().write(at.entry(), payload, at.now());
        return new Plan<>(effect, Told.write(value), new Came<>(before, at.isLive(), effect instanceof Effect.Put));
    }

    /** The writer hears of it even if the entry is not there. */
    private Plan<V, Came<V>> removed(Moment at, @Nullable V before) {
        Effect effect = core.effects().remove(at.entry(), at.now());
        return new Plan<>(effect, Told.delete(), new Came<>(before, at.isLive(), at.isLive()));
    }

    private Plan<V, Came<V>> missed(Moment at) {
        Effect effect = core.effects().collect(at.entry(), at.now());
        return new Plan<>(effect, Told.nothing(), new Came<>(null, false, false));
    }

    /** It is not there, or not what was expected, and was looked at for that. */
    private Plan<V, Came<V>> looked(Moment at) {
        Effect effect = core.effects().access(at.entry(), at.now());
        return new Plan<>(effect, Told.nothing(), new Came<>(null, at.isLive(), false));
    }

    private static <V> Plan<V, Came<V>> leftAlone(Came<V> came) {
        return new Plan<>(Effect.keep(), Told.nothing(), came);
    }
}
