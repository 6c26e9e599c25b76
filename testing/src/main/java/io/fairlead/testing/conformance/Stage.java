package io.fairlead.testing.conformance;

import io.fairlead.testing.conformance.ClientUnderTest.Opener;
import io.fairlead.testing.conformance.ClientUnderTest.Settings;
import io.fairlead.testing.fake.FakeEtcd;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What one run of a scenario opens; all of it is closed with the stage. */
public final class Stage implements AutoCloseable {
    /** How long anything may take that a client does right. */
    static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("fairlead.conformance.patience", 10));

    /** The deadline of calls where none is named. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Opener opener;

    /** Guarded by this. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    Stage(Opener opener) {
        this.opener = opener;
    }

    /** A stage of its own for the same client, to be closed by whoever asked. */
    Stage another() {
        return new Stage(opener);
    }

    Opener opener() {
        return opener;
    }

    FakeEtcd etcd(int members) {
        FakeEtcd etcd = FakeEtcd.start(members);
        closeLater(etcd);
        return etcd;
    }

    ClientUnderTest client(FakeEtcd etcd) throws Exception {
        return client(new Settings(etcd.endpoints(), DEADLINE, "", ""));
    }

    ClientUnderTest client(Settings settings) throws Exception {
        ClientUnderTest client = opener.open(settings);
        closeLater(client);
        return client;
    }

    /** Starts a watch; a client that does not come back from it fails here. */
    AutoCloseable watch(ClientUnderTest client, WatchWish wish, WatchTape tape) throws Exception {
        return promptly("watch " + wish, () -> client.watch(wish, tape));
    }

    void closeLater(AutoCloseable closeable) {
        synchronized (this) {
            opened.push(closeable);
        }
    }

    /** The result of something that may hang; hanging is a failure. */
    static <T> T promptly(String what, Callable<T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(work.call());
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "conformance-call");
        thread.setDaemon(true);
        thread.start();
        try {
            return done.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new AssertionError("hangs: " + what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failed) {
                throw failed;
            }
            throw new AssertionError("broken: " + what, e.getCause());
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> toClose;
        synchronized (this) {
            toClose = new ArrayList<>(opened);
            opened.clear();
        }
        List<Throwable> problems = new ArrayList<>();
        for (AutoCloseable closeable : toClose) {
            try {
                promptly("close", () -> {
                    closeable.close();
                    return true;
                });
            } catch (Exception | AssertionError e) {
                problems.add(e);
            }
        }
        if (!problems.isEmpty()) {
            AssertionError all =
                    new AssertionError("does not close: " + problems.get(0).getMessage());
            problems.forEach(all::addSuppressed);
            throw all;
        }
    }
}
