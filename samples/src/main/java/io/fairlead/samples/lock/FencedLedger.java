package io.fairlead.samples.lock;

import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.FairleadClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** Two writers, one lock, and one of them asleep for too long: why a lock needs a token, and how it is used. */
public final class FencedLedger {
    private static final String LOCK = "samples/ledger-lock";
    private static final Duration SESSION_TTL = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What the lock protects, somewhere outside the cluster. It knows nothing of locks but that tokens grow. */
    private static final class Ledger {
        private long newestToken;

        /** False if somebody with a newer token has written already. */
        synchronized boolean write(long fencingToken) {
            if (fencingToken < newestToken) {
                return false;
            }
            newestToken = fencingToken;
            return true;
        }
    }

    private FencedLedger() {}

    /** Runs the sample against the endpoints given as arguments. */
    public static void main(String[] args) {
        try (FairleadClient client = FairleadClient.connect(args)) {
            run(client, System.out);
        }
    }

    static void run(FairleadClient client, PrintStream out) {
        Ledger ledger = new Ledger();
        try (Session here = client.recipes().openSession(SESSION_TTL);
                Session there = client.recipes().openSession(SESSION_TTL)) {
            LockHold sleeper = client.recipes().lock(here, LOCK).acquire();
            out.println("the first holder writes: " + ledger.write(sleeper.fencingToken()));

            DistributedLock lock = client.recipes().lock(there, LOCK);
            out.println("meanwhile another gets the lock: " + lock.tryAcquire().isPresent());

            // The first one stands still for longer than its session lives, and hears of nothing. For the rest of the
            // world that looks as if its lease were taken away.
            client.leases().revoke(here.leaseId());

            Optional<LockHold> next = lock.tryAcquire(PATIENCE);
            try (LockHold holder = next.orElseThrow()) {
                out.println("the next holder writes: " + ledger.write(holder.fencingToken()));

                // Awake again, the first one goes on where it was.
                out.println("the first holder writes: " + ledger.write(sleeper.fencingToken()));
                out.println("the first holder commits: " + commit(client, sleeper));
                out.println("the next holder commits: " + commit(client, holder));
            }
        }
    }

    /** Inside the cluster the hold itself is the fence: the transaction asks for it. */
    private static boolean commit(FairleadClient client, LockHold hold) {
        TxnResult result = client.kv()
                .txn()
                .when(hold.guard())
                .then(Op.put("samples/ledger", "by token " + hold.fencingToken()))
                .commit();
        return result.succeeded();
    }
}
