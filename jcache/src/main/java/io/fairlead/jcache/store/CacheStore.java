package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.watch.WatchHandle;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One incarnation of one cache in the cluster: what was created and is not destroyed yet. Safe to share between threads.
 *
 * <p>Every method waits for the cluster within the client's deadline, and fails with a {@link
 * io.fairlead.api.FairleadException}; its outcome tells whether a change may have happened. Every write, and every read of an
 * entry, fails with {@link CacheDestroyedException} once this incarnation has been destroyed, by whomever.
 */
public interface CacheStore {
    /** Where the records stand. */
    CacheKeys keys();

    /** The create revision of the cache's record: no two incarnations of a cache have the same. */
    long incarnation();

    /** The time that deadlines are held against, in milliseconds since 1970. */
    long now();

    /** The entry as it is now, linearizable. */
    StoredEntry get(Bytes key);

    /** These entries as they are now, linearizable and at one revision, however many they are. */
    View getAll(Collection<Bytes> keys);

    /** All records at one revision, which is linearizable too. */
    StoreScan scan();

    /** A revision that is at least that of every write acknowledged before this call; a linearizable read of nothing. */
    long barrier();

    /**
     * One attempt to change an entry that is assumed to be {@code assumed}: decides, and commits the decision if the entry is
     * as assumed and the guard, if there is one, holds. A decision to keep the entry commits nothing, and is checked by
     * reading, so that its result is linearizable too.
     *
     * @throws GuardLostException if the guard does not hold
     */
    <R> Attempt<R> attempt(StoredEntry assumed, Optional<Cmp> guard, Decider<R> decider);

    /** Attempts until it is committed, beginning with what is {@code assumed}: {@link #get} gives the best guess. */
    <R> Committed<R> update(StoredEntry assumed, Optional<Cmp> guard, Decider<R> decider);

    /**
     * Writes an entry whatever it is now: in one round trip, unless somebody else has just written it. Where the answer is
     * lost, it is found out what happened as for any update; only on an entry that others write all the time it may stay
     * unknown.
     *
     * @return the revision of the write
     */
    long overwrite(Bytes key, Effect.Put put);

    /**
     * Changes several entries. If they fit into one transaction of the cluster, all of it happens at one revision; else it
     * happens in parts, in the order of the keys given.
     *
     * @param atomic refuse what does not fit into one transaction, with an {@link IllegalArgumentException}, before anything is
     *     changed
     * @return what was decided for each key, in the order of the keys
     */
    <R> Map<Bytes, Committed<R>> updateAll(Collection<Bytes> keys, boolean atomic, Decider<R> decider);

    /**
     * Deletes all entries at one revision, as {@link Effect.Removal#REMOVED} or {@link Effect.Removal#CLEARED}.
     *
     * @return that revision
     */
    long deleteAll(Effect.Removal removal);

    /** Deletes everything of this incarnation at one revision. Does nothing if it is destroyed already. */
    void destroy();

    /**
     * Follows the entries from {@code fromRevision} on (0 for now on), each revision once, in order, over reconnects and
     * failovers. Ends with a {@link io.fairlead.api.CompactedException} when history that is wanted is gone. See {@link
     * io.fairlead.api.watch.Watches} for threads and back-pressure.
     *
     * @param withBefore deliver the records as they were before each change
     */
    WatchHandle watch(long fromRevision, boolean withBefore, Consumer<? super ChangeBatch> receiver);

    /** Reads small records of the cache beside its entries, such as cursors: the value and its mod revision. */
    Optional<Bytes> readBeside(Bytes key);

    /** Writes a small record beside the entries, while this incarnation lives. */
    void writeBeside(Bytes key, Bytes value);

    /** Deletes small records beside the entries. */
    void deleteBeside(List<Bytes> keys);
}
