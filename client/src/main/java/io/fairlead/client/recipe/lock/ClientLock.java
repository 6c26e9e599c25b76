package io.fairlead.client.recipe.lock;

import io.fairlead.api.Bytes;
import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.HeldWork;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Session;
import io.fairlead.client.recipe.line.GuardedWork;
import io.fairlead.client.recipe.line.Line;
import io.fairlead.client.recipe.line.LineTools;
import io.fairlead.client.recipe.line.Rule;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A lock: who stands at the head of a line holds it. */
public final class ClientLock implements DistributedLock {
    /** As etcd's own lock has it. */
    private static final Bytes VALUE = Bytes.empty();

    private final String name;
    private final Line line;

    public ClientLock(LineTools tools, Session session, String name) {
        this(name, new Line(tools, session, Rule.OneByOne.named(name)));
    }

    /** A lock whose line follows another rule. */
    public ClientLock(String name, Line line) {
        this.name = name;
        this.line = line;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public LockHold acquire() {
        return Line.await(acquireAsync());
    }

    @Override
    public Optional<LockHold> tryAcquire(Duration timeout) {
        return Line.await(line.join(VALUE, timeout, HeldLock::new));
    }

    @Override
    public Optional<LockHold> tryAcquire() {
        return Line.await(line.joinAtOnce(VALUE, HeldLock::new));
    }

    @Override
    public CompletableFuture<LockHold> acquireAsync() {
        return line.join(VALUE, HeldLock::new);
    }

    @Override
    public <E extends Exception> void run(HeldWork<? super LockHold, E> work) throws E {
        HeldLock hold = Line.await(line.join(VALUE, HeldLock::new));
        GuardedWork.run(hold, work);
    }
}
