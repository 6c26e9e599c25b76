package io.fairlead.api.concurrency;

import io.fairlead.api.KeyRange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The recipes: what processes agree on through the store. Names are keys; recipes of one kind and name meet each other. */
public interface Recipes {
    /** The time to live of sessions if not set: that of etcd's own client. */
    Duration DEFAULT_SESSION_TTL = Duration.ofSeconds(60);

    /** Opens a session with the default time to live. */
    default Session openSession() {
        return openSession(DEFAULT_SESSION_TTL);
    }

    /**
     * Opens a session: grants its lease, with an id of the client's choice, and keeps it alive. Closing the client closes the
     * sessions that are open.
     *
     * @param ttl positive; rounded up to whole seconds. A server grants more where it deems that too short
     * @throws io.fairlead.api.FairleadException if the lease was not granted within the deadline; asking again is always safe
     */
    Session openSession(Duration ttl);

    /** As {@link #openSession(Duration)}, without waiting. Cancelling the future leaves no session behind. */
    CompletableFuture<Session> openSessionAsync(Duration ttl);

    /**
     * The lock of this name, as this session stands in line for it. No call is made.
     *
     * @param name not empty; see {@link DistributedLock} for names that get in each other's way
     */
    DistributedLock lock(Session session, String name);

    /** The read-write lock of this name, as this session stands in line for it. No call is made. */
    ReadWriteLock readWriteLock(Session session, String name);

    /**
     * The semaphore of this name, as this session stands in line for it. No call is made.
     *
     * @param permits how many there are; all who use the semaphore say the same
     */
    Semaphore semaphore(Session session, String name, int permits);

    /** The election of this name, with this session's candidacies. No call is made. */
    Election election(Session session, String name);

    /** As {@link #transact(StmBody, StmOptions)}, with the defaults. */
    default <T, E extends Exception> T transact(StmBody<T, E> body) throws E {
        return transact(body, StmOptions.defaults());
    }

    /**
     * Runs an optimistic transaction: what the body reads is noted, what it writes is committed in one transaction if nothing
     * it read has changed, else it is run again after a pause. A body that writes nothing commits nothing.
     *
     * @return what the body gave in the run that was committed
     * @throws E what the body threw; nothing was written then
     * @throws io.fairlead.api.ConflictException if others were faster as often as the options allow
     * @throws io.fairlead.api.FairleadException if a read or the commit failed. With outcome UNKNOWN the commit may have
     *     happened: it is never sent twice, so find out by reading before asking again
     */
    <T, E extends Exception> T transact(StmBody<T, E> body, StmOptions options) throws E;

    /** The counter of this name; nothing is written before it is changed. */
    AtomicLongCell counter(String name);

    /**
     * The registry of a service. Needs no session of the caller: see
     * {@link ServiceRegistry#register(ServiceInstance, Duration)}.
     *
     * @param service the name of the service, not empty
     */
    ServiceRegistry serviceRegistry(String service);

    /** The barrier of this name; nothing is written before it is raised. */
    Barrier barrier(String name);

    /**
     * A party to the double barrier of this name. No call is made.
     *
     * @param session the party is there as long as it lives
     * @param parties how many meet; all say the same
     */
    DoubleBarrier doubleBarrier(Session session, String name, int parties);

    /** The latch of this name; nothing is written before its count is said. */
    Latch latch(String name);

    /** The queue of work of this name; nothing is written before something is offered. */
    WorkQueue workQueue(String name);

    /** As {@link #mirror(KeyRange, MirrorOptions)}, with the defaults. */
    default KvMirror mirror(KeyRange range) {
        return mirror(range, MirrorOptions.defaults());
    }

    /**
     * A mirror of a range, loaded. It ends with {@link KvMirror#close()}, or with the client.
     *
     * @throws io.fairlead.api.FairleadException if it could not be loaded
     */
    KvMirror mirror(KeyRange range, MirrorOptions options);

    /** As {@link #mirror(KeyRange, MirrorOptions)}, without waiting. Cancelling the future leaves no mirror behind. */
    CompletableFuture<KvMirror> mirrorAsync(KeyRange range, MirrorOptions options);
}
