package io.fairlead.client.recipe;

import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.AtomicLongCell;
import io.fairlead.api.concurrency.Barrier;
import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.DoubleBarrier;
import io.fairlead.api.concurrency.Election;
import io.fairlead.api.concurrency.KvMirror;
import io.fairlead.api.concurrency.Latch;
import io.fairlead.api.concurrency.MirrorOptions;
import io.fairlead.api.concurrency.ReadWriteLock;
import io.fairlead.api.concurrency.Recipes;
import io.fairlead.api.concurrency.Semaphore;
import io.fairlead.api.concurrency.ServiceRegistry;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.StmBody;
import io.fairlead.api.concurrency.StmOptions;
import io.fairlead.api.concurrency.WorkQueue;
import io.fairlead.api.lease.Leases;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.recipe.barrier.ClientBarrier;
import io.fairlead.client.recipe.barrier.ClientDoubleBarrier;
import io.fairlead.client.recipe.basis.Pacing;
import io.fairlead.client.recipe.basis.RangeWait;
import io.fairlead.client.recipe.counter.ClientCounter;
import io.fairlead.client.recipe.election.ClientElection;
import io.fairlead.client.recipe.latch.ClientLatch;
import io.fairlead.client.recipe.line.Line;
import io.fairlead.client.recipe.line.LineTools;
import io.fairlead.client.recipe.lock.ClientLock;
import io.fairlead.client.recipe.mirror.ClientMirror;
import io.fairlead.client.recipe.queue.ClientQueue;
import io.fairlead.client.recipe.registry.ClientServiceRegistry;
import io.fairlead.client.recipe.registry.RegistryTools;
import io.fairlead.client.recipe.rwlock.ClientReadWriteLock;
import io.fairlead.client.recipe.semaphore.ClientSemaphore;
import io.fairlead.client.recipe.session.Sessions;
import io.fairlead.client.recipe.stm.ClientStm;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The recipes over the contracts of one client. */
public final class ClientRecipes implements Recipes {
    private final Leases leases;
    private final Sessions sessions;
    private final LineTools line;
    private final Pacing pacing = Pacing.real();

    /**
     * @param sessions those of the client, whose views share them
     * @param line what locks and elections need to stand in line
     */
    public ClientRecipes(Leases leases, Sessions sessions, LineTools line) {
        this.leases = leases;
        this.sessions = sessions;
        this.line = line;
    }

    @Override
    public Session openSession(Duration ttl) {
        return Blocking.await(openSessionAsync(ttl));
    }

    @Override
    public CompletableFuture<Session> openSessionAsync(Duration ttl) {
        return sessions.open(leases, ttl);
    }

    @Override
    public DistributedLock lock(Session session, String name) {
        return new ClientLock(line, session, checked(name));
    }

    @Override
    public ReadWriteLock readWriteLock(Session session, String name) {
        return new ClientReadWriteLock(line, session, checked(name));
    }

    @Override
    public Semaphore semaphore(Session session, String name, int permits) {
        return new ClientSemaphore(line, session, checked(name), permits);
    }

    @Override
    public Election election(Session session, String name) {
        return new ClientElection(line, session, checked(name), this::openSession);
    }

    @Override
    public ServiceRegistry serviceRegistry(String service) {
        return new ClientServiceRegistry(
                new RegistryTools(line.kv(), line.watches(), this::openSessionAsync, line.executor(), line::pause),
                checked(service));
    }

    private static String checked(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a recipe has a name that is not empty");
        }
        return name;
    }

    @Override
    public <T, E extends Exception> T transact(StmBody<T, E> body, StmOptions options) throws E {
        return new ClientStm(line.kv(), pacing).transact(body, options);
    }

    @Override
    public AtomicLongCell counter(String name) {
        return new ClientCounter(checked(name), line.kv(), pacing, ClientRecipes::uniqueId);
    }

    @Override
    public Barrier barrier(String name) {
        return new ClientBarrier(checked(name), line.kv(), rangeWait());
    }

    @Override
    public DoubleBarrier doubleBarrier(Session session, String name, int parties) {
        return new ClientDoubleBarrier(checked(name), line.kv(), rangeWait(), session, parties, uniqueId());
    }

    @Override
    public Latch latch(String name) {
        return new ClientLatch(checked(name), line.kv(), rangeWait(), ClientRecipes::uniqueId);
    }

    @Override
    public WorkQueue workQueue(String name) {
        return new ClientQueue(checked(name), line.kv(), rangeWait(), pacing, ClientRecipes::uniqueId);
    }

    @Override
    public KvMirror mirror(KeyRange range, MirrorOptions options) {
        return Line.await(mirrorAsync(range, options));
    }

    @Override
    public CompletableFuture<KvMirror> mirrorAsync(KeyRange range, MirrorOptions options) {
        return ClientMirror.open(line, range, options, System::nanoTime);
    }

    private RangeWait rangeWait() {
        return new RangeWait(line.watches(), System::nanoTime);
    }

    private static String uniqueId() {
        return UUID.randomUUID().toString();
    }
}
