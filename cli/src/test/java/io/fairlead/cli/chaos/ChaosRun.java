package io.fairlead.cli.chaos;

import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.maintenance.KvHash;
import io.fairlead.cli.chaos.history.History;
import io.fairlead.cli.chaos.history.Judge;
import io.fairlead.cli.chaos.history.Verdict;
import io.fairlead.cli.chaos.process.Member;
import io.fairlead.cli.chaos.process.Processes;
import io.fairlead.client.FairleadClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One run: a cluster under load, faults one after another, and a judgement over all that was seen. Not repeatable: the seed chooses
 * the calls and the faults, and the machine their order.
 */
final class ChaosRun implements AutoCloseable {
    /** Revisions that a compaction leaves. */
    private static final int KEPT = 400;

    private final Processes cluster;
    private final History history = new History();
    private final Workers workers = new Workers(history);
    private final Watching watching = new Watching(history, workers);
    private final Figures figures = new Figures(history, watching::events);
    private final Random random;
    private final List<Watching.Whole> watches = new ArrayList<>();
    private final List<FairleadClient> clients = new ArrayList<>();

    /** Clients whose sessions and watches shall be gone before the end is looked at. */
    private final List<FairleadClient> loads = new ArrayList<>();

    private final Faults faults;

    ChaosRun(Processes cluster, long seed, int writers, long paceMillis, Faults.Lengths lengths) {
        this.cluster = cluster;
        this.random = new Random(seed);
        this.faults = new Faults(cluster, workers, new Random(random.nextLong()), lengths);
        watch(cluster.members());
        load(writers, paceMillis);
        keepUp();
    }

    Faults faults() {
        return faults;
    }

    /** Lets a fault happen; fails as soon as something was seen that can't be. */
    void happen(String kind) throws InterruptedException {
        long began = System.nanoTime();
        faults.happen(kind);
        figures.happened(kind, System.nanoTime() - began);
        if (!history.violations().isEmpty()) {
            throw new AssertionError("after: " + kind + "\n" + String.join("\n", history.violations()));
        }
    }

    private void watch(List<Member> members) {
        FairleadClient roaming = client(members);
        Watching.Whole first = watching.new Whole("anywhere", roaming);
        watches.add(first);
        for (Member member : members) {
            watches.add(watching.new Whole("at " + member, client(List.of(member))));
        }
        for (int i = 0; i < watches.size(); i++) {
            Watching.Whole watch = watches.get(i);
            workers.start("watch-" + i, number -> watch.turn());
        }
        Random wanderings = new Random(random.nextLong());
        workers.start("roam", number -> watching.roam(roaming, wanderings));
    }

    private void load(int writers, long paceMillis) {
        List<Member> members = cluster.members();
        for (int i = 0; i < writers; i++) {
            writer("w" + i, loadClient(members), paceMillis);
        }
        for (Member member : members) {
            writer("at-" + member, loadClient(List.of(member)), paceMillis);
        }
        for (int i = 0; i < 2; i++) {
            LeaseLoad leases =
                    new LeaseLoad("l" + i, loadClient(members), history, workers, new Random(random.nextLong()));
            workers.start("leases-" + i, leases::turn);
        }
        for (int i = 0; i < 3; i++) {
            LockLoad locks = new LockLoad("one", "k" + i, loadClient(members), history, workers);
            workers.start("lock-" + i, number -> {
                locks.turn();
                workers.pace(paceMillis);
            });
        }
    }

    private void writer(String name, FairleadClient client, long paceMillis) {
        KvLoad load = new KvLoad(
                name, new Recorder(client, history, workers), new Random(random.nextLong()), history.timeline()::last);
        workers.start(name, number -> {
            load.turn();
            workers.pace(paceMillis);
        });
    }

    /** Compacts behind the watch that can go anywhere, and defragments somebody now and then. */
    private void keepUp() {
        FairleadClient client = client(cluster.members());
        Random choice = new Random(random.nextLong());
        workers.start("upkeep", number -> {
            workers.pace(300);
            try {
                long revision = watches.get(0).next() - KEPT;
                if (revision > 1) {
                    history.compactionAsked(revision);
                    var unused = number % 4 == 0
                            ? client.kv().compactPhysical(revision)
                            : client.kv().compact(revision);
                }
                if (number % 10 == 9) {
                    Member member = cluster.members().get(choice.nextInt(watches.size() - 1));
                    var unused = client.maintenance().defragment(member.clientUrl());
                }
            } catch (FairleadException e) {
                figures.upkeepFailed();
            }
        });
    }

    /** Ends the load, waits until all that ends by itself has ended, and judges. */
    Verdict judge() {
        cluster.awaitHealthy();
        workers.stop();
        loads.forEach(FairleadClient::close);
        FairleadClient last = client(cluster.members());
        long revision = Processes.await("the end of all leases", () -> nothingLeased(last));
        for (Watching.Whole watch : watches) {
            watch.finish(revision);
        }
        for (Member member : cluster.members()) {
            Recorder recorder = new Recorder(client(List.of(member)), history, workers);
            Optional<OpResult> unused = recorder.call(Op.get(
                    KeyRange.prefix(KvLoad.PREFIX), ReadOptions.defaults().serializable()));
        }
        compareHashes(last, revision);
        Verdict verdict = Judge.judge(history, KeyRange.prefix(LockLoad.LINES));
        figures.print(verdict, faults.haltedAt());
        return verdict;
    }

    private static Optional<Long> nothingLeased(FairleadClient client) {
        try {
            ReadOptions count = ReadOptions.defaults().withCountOnly();
            long leased = client.kv().get(LeaseLoad.KEYS, count).count();
            var locks = client.kv().get(KeyRange.prefix(LockLoad.LINES), count);
            return leased + locks.count() == 0 ? Optional.of(locks.header().revision()) : Optional.empty();
        } catch (FairleadException e) {
            return Optional.empty();
        }
    }

    private void compareHashes(FairleadClient client, long revision) {
        Set<List<Long>> hashes = new HashSet<>();
        for (Member member : cluster.members()) {
            KvHash hash = client.maintenance().hashKv(member.clientUrl(), revision);
            hashes.add(List.of(Integer.toUnsignedLong(hash.hash()), hash.compactRevision()));
        }
        if (hashes.size() != 1) {
            history.violation("members differ at revision " + revision + ": " + hashes);
        }
    }

    private FairleadClient client(List<Member> of) {
        FairleadClient client = Processes.client(of);
        clients.add(client);
        return client;
    }

    private FairleadClient loadClient(List<Member> of) {
        FairleadClient client = client(of);
        loads.add(client);
        return client;
    }

    @Override
    public void close() {
        workers.stop();
        clients.forEach(FairleadClient::close);
    }
}
