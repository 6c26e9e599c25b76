package io.fairlead.samples.jobs;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.WorkClaim;
import io.fairlead.api.concurrency.WorkQueue;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Jobs that several workers take from one queue, no faster than their customer bears: a rate that all processes share. One
 * worker dies with a job in its hands, and every job is done all the same, once.
 */
public final class Workshop {
    private static final String JOBS = "samples/workshop/jobs";
    private static final String RATE = "samples/workshop/rate/";
    private static final String DONE = "samples/workshop/done/";
    private static final Duration SESSION_TTL = Duration.ofSeconds(10);

    private Workshop() {}

    /** Runs the sample against the endpoints given as arguments. */
    public static void main(String[] args) {
        try (FairleadClient client = FairleadClient.connect(args)) {
            run(client, System.out);
        }
    }

    static void run(FairleadClient client, PrintStream out) {
        WorkQueue jobs = client.recipes().workQueue(JOBS);
        for (String job : List.of("door", "fence", "gate", "wall")) {
            jobs.offer(Bytes.utf8(job));
        }

        try (Session ann = client.recipes().openSession(SESSION_TTL)) {
            WorkClaim claim = jobs.take(ann);
            out.println("ann takes the " + claim.payload().toUtf8() + " and dies");
            client.leases().revoke(ann.leaseId()); // what the cluster does once nobody renews her session
        }

        SharedRate twoASecond = new SharedRate(client, RATE, 2, Duration.ofSeconds(1));
        CompletableFuture<Void> ben = CompletableFuture.runAsync(() -> work(client, jobs, twoASecond));
        CompletableFuture<Void> cara = CompletableFuture.runAsync(() -> work(client, jobs, twoASecond));
        CompletableFuture.allOf(ben, cara).join();

        for (KeyValue done : client.kv().get(KeyRange.prefix(DONE)).entries()) {
            String job = done.key().toUtf8().substring(DONE.length());
            out.println("the " + job + " is painted, by the worker number "
                    + done.value().toUtf8() + " who took it");
        }
    }

    /** A worker: takes jobs until there are none. */
    private static void work(FairleadClient client, WorkQueue jobs, SharedRate rate) {
        try (Session session = client.recipes().openSession(SESSION_TTL)) {
            Optional<WorkClaim> next = jobs.poll(session);
            while (next.isPresent()) {
                try (WorkClaim claim = next.get()) {
                    rate.take();
                    // The job leaves the queue and its result is written at once, or neither, so nothing is done twice.
                    claim.ack(Op.put(DONE + claim.payload().toUtf8(), Bytes.decimal(claim.delivery())));
                }
                next = jobs.poll(session);
            }
        }
    }

    /**
     * A bucket of tokens that all processes share. A key stands for each token that is out, and hangs on a lease: when its
     * time is over, the cluster puts the token back. So nobody's clock but the cluster's matters, and whoever dies loses no
     * token.
     *
     * @param name the prefix of the keys
     * @param size how many tokens there are
     * @param refill how long after it was taken a token comes back
     */
    private record SharedRate(FairleadClient client, String name, int size, Duration refill) {
        /** Takes a token, waiting for one to come back while all are out. */
        void take() {
            KeyRange tokens = KeyRange.prefix(name);
            while (true) {
                RangeResult out = client.kv().get(tokens, ReadOptions.defaults().withKeysOnly());
                if (out.count() < size) {
                    if (isMine(firstNotAmong(out))) {
                        return;
                    }
                } else {
                    WatchOptions returns = WatchOptions.after(out.revision()).withoutPuts();
                    try (WatchIterator returned = client.watches().iterate(tokens, returns)) {
                        returned.take();
                    }
                }
            }
        }

        private String firstNotAmong(RangeResult out) {
            Set<Bytes> taken = out.entries().stream().map(KeyValue::key).collect(Collectors.toSet());
            return IntStream.range(0, size)
                    .mapToObj(number -> name + number)
                    .filter(token -> !taken.contains(Bytes.utf8(token)))
                    .findFirst()
                    .orElseThrow();
        }

        /** False if somebody was faster. */
        private boolean isMine(String token) {
            long lease = client.leases().grant(refill).id();
            boolean mine = client.kv()
                    .txn()
                    .when(Cmp.missing(token))
                    .then(Op.put(token, Bytes.empty(), PutOptions.defaults().lease(lease)))
                    .commit()
                    .succeeded();
            if (!mine) {
                client.leases().revoke(lease);
            }
            return mine;
        }
    }
}
