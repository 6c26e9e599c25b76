package io.fairlead.cli.chaos;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.concurrency.HoldLostException;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.Txn;
import io.fairlead.cli.chaos.history.HeldLock;
import io.fairlead.cli.chaos.history.History;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a lock, writes a little under its guard, and gives it back; with a session that may be lost. For one thread. */
final class LockLoad {
    /** The lines of all locks. */
    static final String LINES = "lock/";

    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int WRITES = 4;

    private final String lock;
    private final String name;
    private final FairleadClient client;
    private final Recorder recorder;
    private final History history;
    private final Workers workers;
    private @Nullable Session session;
    private int values;

    LockLoad(String lock, String name, FairleadClient client, History history, Workers workers) {
        this.lock = lock;
        this.name = name;
        this.client = client;
        this.recorder = new Recorder(client, history, workers);
        this.history = history;
        this.workers = workers;
    }

    void turn() throws InterruptedException {
        try {
            Session mine = session();
            Optional<LockHold> hold = client.recipes().lock(mine, LINES + lock).tryAcquire(PATIENCE);
            if (hold.isPresent()) {
                long acquired = System.nanoTime();
                try (LockHold held = hold.get()) {
                    write(held, acquired);
                }
            }
        } catch (FairleadException | HoldLostException e) {
            workers.pace(50);
        }
    }

    private void write(LockHold held, long acquired) throws InterruptedException {
        long lastValid = acquired;
        for (int i = 0; i < WRITES; i++) {
            long before = System.nanoTime();
            if (held.isValid()) {
                lastValid = before;
            }
            // Whether the hold is good or not: the guard knows.
            Bytes value = Bytes.utf8(held.fencingToken() + "#" + name + "#" + values++);
            Optional<OpResult> unused = recorder.call(Op.txn(
                    new Txn(List.of(held.guard()), List.of(Op.put(Bytes.utf8("guarded/" + lock), value)), List.of())));
        }
        history.add(new HeldLock(lock, held.fencingToken(), acquired, lastValid));
    }

    private Session session() {
        Session mine = session;
        if (mine == null || !mine.state().isLive()) {
            mine = client.recipes().openSession(TTL);
            session = mine;
        }
        return mine;
    }
}
