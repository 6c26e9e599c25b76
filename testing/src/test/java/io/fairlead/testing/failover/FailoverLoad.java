package io.fairlead.testing.failover;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.failover.Operation.Kind;
import io.fairlead.testing.failover.Operation.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Threads that write and read through one client, and remember what they saw. */
final class FailoverLoad {
    static final String PREFIX = "load/";
    private static final int PUTTERS = 3;
    private static final int SETTERS = 3;
    private static final int SET_KEYS = 2;
    private static final int READERS = 2;

    private final FairleadClient client;
    private final List<Operation> operations = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();

    /** One permit for each write that was answered. */
    private final Semaphore progress = new Semaphore(0);

    private volatile boolean running = true;

    FailoverLoad(FairleadClient client) {
        this.client = client;
        for (int i = 0; i < PUTTERS; i++) {
            String key = PREFIX + "put/" + i;
            start(number -> put(key, key + "#" + number));
        }
        for (int i = 0; i < SETTERS; i++) {
            String key = PREFIX + "set/" + i % SET_KEYS;
            String name = key + "@" + i;
            start(number -> set(key, name + "#" + number));
        }
        for (int i = 0; i < READERS; i++) {
            String key = PREFIX + (i == 0 ? "put/0" : "set/0");
            start(number -> read(key));
        }
    }

    /** What a thread does again and again. */
    private interface Turn {
        void take(int number);
    }

    private void start(Turn turn) {
        Thread thread = new Thread(
                () -> {
                    for (int number = 0; running; number++) {
                        turn.take(number);
                    }
                },
                "failover-load");
        threads.add(thread);
        thread.start();
    }

    private void put(String key, String value) {
        long invoked = System.nanoTime();
        try {
            long revision = client.kv().put(key, value).revision();
            answered(Kind.PUT, key, value, invoked, Result.OK, revision, 0);
        } catch (FairleadException e) {
            answered(Kind.PUT, key, value, invoked, failed(e), 0, 0);
        }
    }

    private void set(String key, String value) {
        Optional<KeyValue> seen;
        try {
            seen = client.kv().get(key);
        } catch (FairleadException e) {
            return;
        }
        long seenRevision = seen.map(KeyValue::modRevision).orElse(0L);
        long invoked = System.nanoTime();
        try {
            TxnResult result = client.kv()
                    .txn()
                    .when(Cmp.modRevision(key).is(seenRevision))
                    .then(Op.put(key, value))
                    .commit();
            answered(
                    Kind.COMPARE_AND_SET,
                    key,
                    value,
                    invoked,
                    result.succeeded() ? Result.OK : Result.LOST,
                    result.header().revision(),
                    seenRevision);
        } catch (FairleadException e) {
            answered(Kind.COMPARE_AND_SET, key, value, invoked, failed(e), 0, seenRevision);
        }
    }

    private void read(String key) {
        long invoked = System.nanoTime();
        try {
            RangeResult result = client.kv().get(KeyRange.single(Bytes.utf8(key)));
            answered(
                    Kind.READ,
                    key,
                    result.first().map(entry -> entry.value().toUtf8()).orElse(""),
                    invoked,
                    Result.OK,
                    result.header().revision(),
                    result.first().map(KeyValue::modRevision).orElse(0L));
        } catch (FairleadException e) {
            answered(Kind.READ, key, "", invoked, failed(e), 0, 0);
        }
    }

    private static Result failed(FairleadException failure) {
        return failure.outcome() == Outcome.NOT_APPLIED ? Result.NOT_APPLIED : Result.UNKNOWN;
    }

    private void answered(
            Kind kind, String key, String value, long invoked, Result result, long revision, long seenRevision) {
        operations.add(new Operation(kind, key, value, invoked, System.nanoTime(), result, revision, seenRevision));
        if (kind != Kind.READ && result == Result.OK) {
            progress.release();
        }
    }

    /** Waits until so many more writes have been answered. */
    void awaitWrites(int count) throws InterruptedException {
        progress.drainPermits();
        if (!progress.tryAcquire(count, ThreeMembers.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("no " + count + " writes within " + ThreeMembers.PATIENCE);
        }
    }

    /** What was seen so far. */
    List<Operation> operations() {
        synchronized (operations) {
            return List.copyOf(operations);
        }
    }

    /** Ends the threads after the calls they are in. */
    void stop() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
