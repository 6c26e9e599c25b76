package io.fairlead.samples.election;

import io.fairlead.api.Bytes;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.Election;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.Term;
import io.fairlead.api.kv.Op;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;

/** Two candidates for one office: who leads writes the day's report, and when that one goes, the other does. */
public final class OneScheduler {
    private static final String OFFICE = "samples/scheduler";
    private static final String REPORTS = "samples/reports/";
    private static final Duration SESSION_TTL = Duration.ofSeconds(10);

    private OneScheduler() {}

    /** Runs the sample against the endpoints given as arguments. */
    public static void main(String[] args) throws InterruptedException {
        try (FairleadClient client = FairleadClient.connect(args)) {
            run(client, System.out);
        }
    }

    static void run(FairleadClient client, PrintStream out) throws InterruptedException {
        BlockingQueue<String> days = new SynchronousQueue<>();
        try (WatchIterator reports = client.watches().iterate(KeyRange.prefix(REPORTS), WatchOptions.fromNow())) {
            Thread anna = candidate("anna", client, days);
            days.put("monday");
            out.println(told(reports.take()));

            Thread ben = candidate("ben", client, days);
            leave(anna);
            days.put("tuesday");
            out.println(told(reports.take()));
            leave(ben);
        }
    }

    /** A process of its own in real life: stands for the office, and works whenever it holds it, until it is interrupted. */
    private static Thread candidate(String name, FairleadClient client, BlockingQueue<String> days) {
        Thread process = new Thread(
                () -> {
                    try (Session session = client.recipes().openSession(SESSION_TTL)) {
                        Election election = client.recipes().election(session, OFFICE);
                        election.runWhileLeader(Bytes.utf8(name), term -> lead(term, client, days));
                    } catch (InterruptedException | InterruptedCallException e) {
                        // Somebody wants this process to end; its place in the line is free already.
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        process.start();
        return process;
    }

    /** Writes the reports of the days while this term lasts. Should it be lost, this thread is interrupted. */
    private static void lead(Term term, FairleadClient client, BlockingQueue<String> days) throws InterruptedException {
        while (term.isCurrent()) {
            String day = days.take();
            // Even a leader that was paused since, and believes in its term, can't write over its successor's work.
            client.kv()
                    .txn()
                    .when(term.guard())
                    .then(Op.put(Bytes.utf8(REPORTS + day), term.proposal()))
                    .commit();
        }
    }

    private static void leave(Thread candidate) throws InterruptedException {
        candidate.interrupt();
        candidate.join();
    }

    private static String told(WatchBatch batch) {
        KeyValue report = batch.events().get(0).entry();
        return report.value().toUtf8() + " leads, and wrote " + report.key().toUtf8();
    }
}
