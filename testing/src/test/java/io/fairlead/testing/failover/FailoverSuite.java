package io.fairlead.testing.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.failover.HistoryChecker.Verdict;
import io.fairlead.testing.failover.Operation.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The leader of three members is killed, again and again, under load: how long nothing is written, and whether all that the
 * threads saw can be true. For the table in docs/conformance.md:
 * {@code -Dfairlead.failover.rounds=20 -Dfairlead.failover.election=1000}.
 */
abstract class FailoverSuite {
    private static final int ROUNDS = Integer.getInteger("fairlead.failover.rounds", 2);
    private static final Duration ELECTION = Duration.ofMillis(Integer.getInteger("fairlead.failover.election", 400));
    private static final int WRITES_BETWEEN = 200;

    abstract ThreeMembers start(Duration heartbeat, Duration election);

    @Test
    void leader_killedUnderLoad_noWriteIsLostOrMadeTwiceAndEveryUnknownIsExplained() throws Exception {
        try (ThreeMembers members = start(ELECTION.dividedBy(10), ELECTION);
                FairleadClient client =
                        FairleadClient.builder().endpoints(members.endpoints()).build()) {
            members.awaitReady();
            List<Long> kills = new ArrayList<>();
            FailoverLoad load = new FailoverLoad(client);
            try {
                load.awaitWrites(WRITES_BETWEEN);
                for (int round = 0; round < ROUNDS; round++) {
                    int leader = members.leader();
                    kills.add(System.nanoTime());
                    members.kill(leader);
                    load.awaitWrites(WRITES_BETWEEN);
                    members.start(leader);
                    members.awaitReady();
                    load.awaitWrites(WRITES_BETWEEN);
                }
            } finally {
                load.stop();
            }
            List<Operation> operations = load.operations();
            Verdict verdict = HistoryChecker.check(operations, history(client));
            report(operations, kills, verdict);
            assertThat(verdict.violations()).isEmpty();
        }
    }

    /**
     * All writes of the load as the cluster has them: from a watch of the whole history, up to the revision of a fresh reading.
     */
    private static List<Written> history(FairleadClient client) {
        var all = client.kv().get(KeyRange.prefix(FailoverLoad.PREFIX), ReadOptions.defaults());
        long last =
                all.entries().stream().mapToLong(KeyValue::modRevision).max().orElseThrow();
        List<Written> history = new ArrayList<>();
        try (WatchIterator watch =
                client.watches().iterate(KeyRange.prefix(FailoverLoad.PREFIX), WatchOptions.from(1))) {
            long revision = 0;
            while (revision < last) {
                WatchBatch batch = watch.poll(ThreeMembers.PATIENCE).orElseThrow();
                revision = batch.revision();
                batch.events().forEach(event -> {
                    KeyValue entry = event.entry();
                    history.add(new Written(
                            entry.modRevision(),
                            entry.key().toUtf8(),
                            entry.value().toUtf8(),
                            entry.version()));
                });
            }
        }
        return history;
    }

    private void report(List<Operation> operations, List<Long> kills, Verdict verdict) {
        List<Long> gaps = gapsMillis(operations, kills);
        List<Long> sorted = gaps.stream().sorted().toList();
        System.out.printf(
                "failover of %s: election time-out %d ms, %d rounds, gap between the last success and the next p50 %d"
                        + " ms, max %d ms (each: %s); %d calls, of unknown outcome %d made and %d never made%n",
                getClass().getSimpleName(),
                ELECTION.toMillis(),
                kills.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1),
                gaps,
                operations.size(),
                verdict.unknownMade(),
                verdict.unknownNeverMade());
    }

    /** For each kill the longest time without a write that was answered, until the next kill. */
    private static List<Long> gapsMillis(List<Operation> operations, List<Long> kills) {
        List<Long> successes = operations.stream()
                .filter(operation -> operation.isWrite() && operation.result() == Result.OK)
                .map(Operation::returnedNanos)
                .sorted()
                .toList();
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < kills.size(); i++) {
            long from = kills.get(i);
            long to = i + 1 < kills.size() ? kills.get(i + 1) : Long.MAX_VALUE;
            long longest = 0;
            long last = from;
            for (long success : successes) {
                if (success < from) {
                    last = success;
                } else if (success < to) {
                    longest = Math.max(longest, success - last);
                    last = success;
                }
            }
            gaps.add(Duration.ofNanos(longest).toMillis());
        }
        return gaps;
    }
}
