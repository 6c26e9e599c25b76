package io.fairlead.client.recipe.semaphore;

import io.fairlead.api.concurrency.PermitHold;
import io.fairlead.api.concurrency.Semaphore;
import io.fairlead.api.concurrency.Session;
import io.fairlead.client.recipe.line.Line;
import io.fairlead.client.recipe.line.LineHold;
import io.fairlead.client.recipe.line.LineTools;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A semaphore over a line. */
public final class ClientSemaphore implements Semaphore {
    private final LineTools tools;
    private final Session session;
    private final String name;
    private final int permits;

    public ClientSemaphore(LineTools tools, Session session, String name, int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("a semaphore has at least one permit, not " + permits);
        }
        this.tools = tools;
        this.session = session;
        this.name = name;
        this.permits = permits;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int permits() {
        return permits;
    }

    @Override
    public PermitHold acquire(int count) {
        return Line.await(acquireAsync(count));
    }

    @Override
    public Optional<PermitHold> tryAcquire(int count, Duration timeout) {
        PermitRule rule = rule(count);
        return Line.await(line(rule).join(rule.claim(), timeout, holding(count)));
    }

    @Override
    public Optional<PermitHold> tryAcquire(int count) {
        PermitRule rule = rule(count);
        return Line.await(line(rule).joinAtOnce(rule.claim(), holding(count)));
    }

    @Override
    public CompletableFuture<PermitHold> acquireAsync(int count) {
        PermitRule rule = rule(count);
        return line(rule).join(rule.claim(), holding(count));
    }

    private PermitRule rule(int count) {
        if (count < 1 || count > permits) {
            throw new IllegalArgumentException(
                    "semaphore " + name + " gives 1 to " + permits + " permits, not " + count);
        }
        return new PermitRule(name, count, permits);
    }

    private Line line(PermitRule rule) {
        return new Line(tools, session, rule);
    }

    private static Function<LineHold.Entry, PermitHold> holding(int count) {
        return entry -> new HeldPermits(entry, count);
    }
}
