package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.Election;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Observation;
import io.fairlead.api.concurrency.Recipes;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.Term;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Locks and elections while members die and lose sight of each other. */
class LockFaultsTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Not waited for unless a session has to expire. */
    private static final Duration BRIEF = Duration.ofSeconds(2);

    private static final Bytes ANN = Bytes.utf8("ann");
    private static final Bytes BOB = Bytes.utf8("bob");

    @RegisterExtension
    static final FairleadExtension CLUSTER = FairleadExtension.members(3);

    @AfterEach
    void repair(TestCluster cluster, Faults faults) {
        faults.repairAll();
        cluster.awaitReady();
    }

    /** Recipes whose calls are given up soon, so that what a dead leader owes is not waited for. */
    private static Recipes recipes(FairleadClient client) {
        return client.withDeadline(Duration.ofSeconds(1)).recipes();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static ElectionState next(BlockingQueue<ElectionState> told) throws InterruptedException {
        ElectionState state = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(state).isNotNull();
        return state;
    }

    /** Waits until so many stand in line. */
    private static void awaitLine(FairleadClient client, String name, int count) {
        KeyRange range = KeyRange.prefix(name + "/");
        RangeResult found = client.kv().get(range);
        try (WatchIterator changes =
                client.watches().iterate(range, WatchOptions.from(found.header().revision() + 1))) {
            while (found.count() != count) {
                assertThat(changes.poll(Duration.ofSeconds(PATIENCE_SECONDS))).isPresent();
                found = client.kv().get(range);
            }
        }
    }

    /** A client that knows one member alone, and does not wait long for it. */
    private static FairleadClient clientOf(TestMember member) {
        return FairleadClient.builder()
                .endpoints(member.endpoint())
                .deadline(Duration.ofSeconds(1))
                .build();
    }

    @Test
    void lock_leaderKilledWhileOneWaits_goesToItAfterwards(FairleadClient client, TestCluster cluster, Faults faults)
            throws Exception {
        try (Session ann = recipes(client).openSession(LONG);
                Session bob = recipes(client).openSession(LONG)) {
            LockHold hold = recipes(client).lock(ann, "killed").acquire();
            CompletableFuture<LockHold> waiting =
                    recipes(client).lock(bob, "killed").acquireAsync();
            awaitLine(client, "killed", 2);
            faults.kill(cluster.leader());
            assertThat(hold.isValid()).isTrue();
            assertThat(waiting).isNotDone();
            // Not waited for: the first answer may be long in coming.
            CompletableFuture<Void> released = hold.release();
            LockHold next = get(waiting);
            assertThat(next.fencingToken()).isGreaterThan(hold.fencingToken());
            get(released);
            next.close();
            awaitLine(client, "killed", 0);
        }
    }

    @Test
    void lock_leaderKilledWhileManyCome_letsThemInOneByOne(FairleadClient client, TestCluster cluster, Faults faults)
            throws Exception {
        try (Session ann = recipes(client).openSession(LONG)) {
            DistributedLock lock = recipes(client).lock(ann, "many");
            LockHold hold = lock.acquire();
            TestMember leader = cluster.leader();
            BlockingQueue<LockHold> entered = new LinkedBlockingQueue<>();
            // Some of these are on their way when the leader dies, and nobody knows what became of them.
            for (int i = 0; i < 10; i++) {
                var unused = lock.acquireAsync().thenAccept(entered::add);
            }
            faults.kill(leader);
            for (int i = 0; i < 10; i++) {
                var unused = lock.acquireAsync().thenAccept(entered::add);
            }
            var released = hold.release();
            long token = hold.fencingToken();
            for (int i = 0; i < 20; i++) {
                LockHold next = entered.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(next).isNotNull();
                assertThat(entered).as("one at a time").isEmpty();
                assertThat(next.isValid()).isTrue();
                assertThat(next.fencingToken()).isGreaterThan(token);
                token = next.fencingToken();
                assertThat(client.kv()
                                .txn()
                                .when(next.guard())
                                .then(Op.get("many"))
                                .commit()
                                .succeeded())
                        .isTrue();
                next.close();
            }
            get(released);
            awaitLine(client, "many", 0);
        }
    }

    @Test
    void lock_holdersMemberIsolated_isLostThereBeforeTheNextHasIt(
            FairleadClient client, TestCluster cluster, Faults faults) throws Exception {
        TestMember member = cluster.follower();
        try (FairleadClient minority = clientOf(member);
                Session bob = recipes(client).openSession(LONG)) {
            Session ann = minority.recipes().openSession(BRIEF);
            LockHold hold = minority.recipes().lock(ann, "isolated").acquire();
            CompletableFuture<Boolean> told = new CompletableFuture<>();
            hold.onLost(() -> told.complete(hold.isValid()));
            CompletableFuture<LockHold> waiting =
                    recipes(client).lock(bob, "isolated").acquireAsync();
            awaitLine(client, "isolated", 2);
            // On the thread that hands the lock over, so that no moment passes between.
            CompletableFuture<Boolean> validThen = waiting.thenApply(next -> hold.isValid());
            faults.isolate(member);
            assertThat(get(validThen)).as("the old hold when the new one began").isFalse();
            assertThat(get(told)).isFalse();
            LockHold next = get(waiting);
            assertThat(next.fencingToken()).isGreaterThan(hold.fencingToken());
            assertThat(client.kv()
                            .txn()
                            .when(hold.guard())
                            .then(Op.put("report", "from the past"))
                            .commit()
                            .succeeded())
                    .isFalse();
            hold.close();
            next.close();
        }
    }

    @Test
    void release_whileTheMemberIsIsolated_isRepeatedUntilItArrives(
            FairleadClient client, TestCluster cluster, Faults faults) throws Exception {
        TestMember member = cluster.follower();
        try (FairleadClient minority = clientOf(member);
                Session bob = recipes(client).openSession(LONG)) {
            Session ann = minority.recipes().openSession(LONG);
            LockHold hold = minority.recipes().lock(ann, "release").acquire();
            faults.isolate(member);
            hold.close();
            assertThat(hold.isValid()).isFalse();
            assertThat(recipes(client).lock(bob, "release").tryAcquire()).isEmpty();
            CompletableFuture<LockHold> waiting =
                    recipes(client).lock(bob, "release").acquireAsync();
            faults.heal(member);
            get(hold.release());
            get(waiting).close();
            assertThat(ann.state().isLive()).isTrue();
        }
    }

    @Test
    void observe_leaderOfTheClusterKilled_missesNoTerm(FairleadClient client, TestCluster cluster, Faults faults)
            throws Exception {
        BlockingQueue<ElectionState> told = new LinkedBlockingQueue<>();
        try (Session ann = recipes(client).openSession(LONG);
                Session bob = recipes(client).openSession(LONG)) {
            Election anns = recipes(client).election(ann, "chair");
            Election bobs = recipes(client).election(bob, "chair");
            try (Observation observation = bobs.observe(told::add)) {
                assertThat(next(told)).isInstanceOf(ElectionState.Vacant.class);
                Term first = anns.campaign(ANN);
                CompletableFuture<Term> second = bobs.campaignAsync(BOB);
                awaitLine(client, "chair", 2);
                faults.kill(cluster.leader());
                var resigned = first.release();
                Term bobsTerm = get(second);
                get(resigned);
                bobsTerm.resign();
                assertThat(next(told))
                        .isInstanceOfSatisfying(
                                ElectionState.Leader.class,
                                leader -> assertThat(leader.fencingToken()).isEqualTo(first.fencingToken()));
                assertThat(next(told))
                        .isInstanceOfSatisfying(
                                ElectionState.Leader.class,
                                leader -> assertThat(leader.fencingToken()).isEqualTo(bobsTerm.fencingToken()));
                assertThat(next(told)).isInstanceOf(ElectionState.Vacant.class);
                assertThat(told).isEmpty();
                assertThat(observation.done()).isNotDone();
            }
        }
    }
}
