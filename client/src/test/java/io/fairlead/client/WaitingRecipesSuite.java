package io.fairlead.client;

import static io.fairlead.client.DoubtfulKv.Fate.ANSWERED;
import static io.fairlead.client.DoubtfulKv.Fate.ANSWER_LOST;
import static io.fairlead.client.DoubtfulKv.Fate.DELAYED;
import static io.fairlead.client.DoubtfulKv.Fate.KEPT_BACK;
import static io.fairlead.client.DoubtfulKv.Fate.REQUEST_LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.Barrier;
import io.fairlead.api.concurrency.DoubleBarrier;
import io.fairlead.api.concurrency.Latch;
import io.fairlead.api.concurrency.Recipes;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.WorkClaim;
import io.fairlead.api.concurrency.WorkQueue;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.client.recipe.barrier.ClientBarrier;
import io.fairlead.client.recipe.basis.Pacing;
import io.fairlead.client.recipe.basis.RangeWait;
import io.fairlead.client.recipe.latch.ClientLatch;
import io.fairlead.client.recipe.queue.ClientQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Barriers, latches and queues over a cluster of one member, whoever made it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WaitingRecipesSuite {
    private static final Duration LITTLE = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Pacing AT_ONCE = new Pacing(length -> {}, () -> 0);

    private final AtomicInteger ids = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // set before all
    private SoloMember member;

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Recipes recipes;

    @SuppressWarnings("NullAway.Init") // set before each
    private Kv kv;

    @SuppressWarnings("NullAway.Init") // set before each
    private DoubtfulKv doubtful;

    @SuppressWarnings("NullAway.Init") // set before each
    private ExecutorService threads;

    abstract SoloMember start(Path dir) throws IOException, InterruptedException, TimeoutException;

    @BeforeAll
    void startMember(@TempDir Path dir) throws IOException, InterruptedException, TimeoutException {
        member = start(dir);
    }

    @AfterAll
    void stopMember() throws IOException, InterruptedException {
        if (member != null) {
            member.stop();
        }
    }

    @BeforeEach
    void connect() {
        client = FairleadClient.connect(member.endpoint());
        recipes = client.recipes();
        kv = client.kv();
        kv.delete(KeyRange.all());
        doubtful = new DoubtfulKv(kv);
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void disconnect() {
        client.close();
        threads.shutdownNow();
    }

    // Barriers.

    @Test
    void barrier_holdsUpWhileRaisedAndLetsThroughWhenLifted() throws ExecutionException, InterruptedException {
        Barrier barrier = recipes.barrier("gate");
        barrier.await();
        barrier.raise();
        barrier.raise();
        assertThat(barrier.isRaised()).isTrue();
        assertThat(barrier.await(LITTLE)).isFalse();
        Future<Boolean> waiting = threads.submit(() -> recipes.barrier("gate").await(LONG));
        barrier.lift();
        assertThat(waiting.get()).isTrue();
        barrier.lift();
        assertThat(barrier.isRaised()).isFalse();
        barrier.await();
    }

    @Test
    void barrier_historyCompactedWhileSomebodyWaits_letsThroughAllTheSame()
            throws ExecutionException, InterruptedException {
        Barrier barrier = recipes.barrier("gate");
        barrier.raise();
        Future<Boolean> waiting = threads.submit(() -> barrier.await(LONG));
        barrier.lift();
        kv.compact(kv.put("noise", "x").revision());
        assertThat(waiting.get()).isTrue();
    }

    @Test
    void barrier_raisedByARequestThatComesLate_staysLifted() {
        Barrier barrier = new ClientBarrier("gate", doubtful.kv(), rangeWait());
        doubtful.next(DELAYED, DELAYED);
        barrier.raise();
        assertThat(barrier.isRaised()).isTrue();
        doubtful.next(DELAYED);
        barrier.lift();
        assertThat(barrier.isRaised()).isFalse();
        assertThat(kv.get("gate").orElseThrow().version()).isEqualTo(2);
    }

    // Double barriers.

    @Test
    void doubleBarrier_partiesBeginAndEndTogetherAgainAndAgain() throws ExecutionException, InterruptedException {
        int parties = 3;
        int rounds = 3;
        AtomicInteger entered = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        try (Session session = recipes.openSession()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < parties; i++) {
                DoubleBarrier party = recipes.doubleBarrier(session, "race", parties);
                running.add(submit(() -> {
                    for (int round = 1; round <= rounds; round++) {
                        entered.incrementAndGet();
                        party.enter();
                        assertThat(entered.get()).isGreaterThanOrEqualTo(round * parties);
                        left.incrementAndGet();
                        party.leave();
                        assertThat(left.get()).isGreaterThanOrEqualTo(round * parties);
                    }
                    return parties;
                }));
            }
            for (Future<?> party : running) {
                party.get();
            }
        }
        assertThat(kv.get(KeyRange.prefix("race/parties/")).entries()).isEmpty();
    }

    @Test
    void doubleBarrier_partyThatGaveUpWaiting_isNotCounted() throws ExecutionException, InterruptedException {
        try (Session session = recipes.openSession()) {
            DoubleBarrier one = recipes.doubleBarrier(session, "race", 2);
            DoubleBarrier other = recipes.doubleBarrier(session, "race", 2);
            assertThat(one.enter(LITTLE)).isFalse();
            assertThat(other.enter(LITTLE)).isFalse();
            assertThatThrownBy(one::leave).isInstanceOf(IllegalStateException.class);
            Future<Boolean> entering = threads.submit(() -> one.enter(LONG));
            assertThat(other.enter(LONG)).isTrue();
            assertThat(entering.get()).isTrue();
            assertThatThrownBy(one::enter).isInstanceOf(IllegalStateException.class);
            assertThat(one.leave(LITTLE)).isFalse();
            other.leave();
        }
    }

    @Test
    void doubleBarrier_partyDies_isNotWaitedForAtTheEnd() throws ExecutionException, InterruptedException {
        try (Session mine = recipes.openSession();
                Session others = recipes.openSession()) {
            DoubleBarrier one = recipes.doubleBarrier(mine, "race", 2);
            Future<Boolean> entering = threads.submit(
                    () -> recipes.doubleBarrier(others, "race", 2).enter(LONG));
            one.enter();
            assertThat(entering.get()).isTrue();
            Future<Boolean> leaving = threads.submit(() -> one.leave(LONG));
            others.closeAsync().join();
            assertThat(leaving.get()).isTrue();
            assertThat(kv.get("race/round").orElseThrow().value()).isEqualTo(Bytes.utf8("gathering"));
        }
    }

    @Test
    void doubleBarrier_sessionEndsWhileWaiting_isTold() throws InterruptedException {
        try (Session session = recipes.openSession()) {
            Future<?> entering = submit(() -> {
                recipes.doubleBarrier(session, "race", 2).enter();
                return session;
            });
            awaitKey("race/parties/");
            session.closeAsync().join();
            assertSessionExpired(entering);
        }
    }

    // Latches.

    @Test
    void latch_countedDownOftenEnough_opens() throws ExecutionException, InterruptedException {
        Latch latch = recipes.latch("start");
        assertThatThrownBy(latch::countDown).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(latch::count).isInstanceOf(IllegalStateException.class);
        Future<Boolean> waiting = threads.submit(() -> recipes.latch("start").await(LONG));
        latch.initialize(3);
        latch.initialize(3);
        assertThatThrownBy(() -> latch.initialize(4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("from 3, not 4");
        latch.countDown("me");
        latch.countDown("me");
        assertThat(latch.count()).isEqualTo(2);
        latch.countDown();
        assertThat(latch.await(LITTLE)).isFalse();
        latch.countDown();
        assertThat(waiting.get()).isTrue();
        latch.countDown();
        assertThat(latch.count()).isZero();
        latch.await();
    }

    @Test
    void latch_requestsAndAnswersLost_countsOnce() {
        Latch latch = new ClientLatch("start", doubtful.kv(), rangeWait(), () -> "count-" + ids.incrementAndGet());
        doubtful.next(ANSWER_LOST);
        latch.initialize(10);
        doubtful.next(ANSWER_LOST, DELAYED, REQUEST_LOST);
        latch.countDown();
        assertThat(latch.count()).isEqualTo(9);
    }

    // Queues.

    @Test
    void queue_itemsOfOnePriority_comeInTheOrderOffered() {
        WorkQueue queue = recipes.workQueue("jobs");
        try (Session session = recipes.openSession()) {
            assertThat(queue.poll(session)).isEmpty();
            IntStream.range(0, 20).forEach(i -> queue.offer(Bytes.decimal(i)));
            assertThat(queue.size()).isEqualTo(20);
            long token = 0;
            for (int i = 0; i < 20; i++) {
                WorkClaim claim = queue.poll(session).orElseThrow();
                assertThat(claim.payload().asInt()).isEqualTo(i);
                assertThat(claim.delivery()).isEqualTo(1);
                assertThat(claim.fencingToken()).isGreaterThan(token);
                token = claim.fencingToken();
                // None is acknowledged yet, so that later ones are found behind those claimed.
            }
            assertThat(queue.poll(session, LITTLE)).isEmpty();
            assertThat(queue.size()).isEqualTo(20);
        }
    }

    @Test
    void queue_priorities_goBeforeTheOrderOffered() {
        WorkQueue queue = recipes.workQueue("jobs");
        queue.offer(Bytes.utf8("last"), WorkQueue.PRIORITY_LAST);
        queue.offer(Bytes.utf8("second"));
        queue.offer(Bytes.utf8("first"), WorkQueue.PRIORITY_FIRST);
        queue.offer(Bytes.utf8("third"));
        List<String> served = new ArrayList<>();
        try (Session session = recipes.openSession()) {
            for (Optional<WorkClaim> claim = queue.poll(session); claim.isPresent(); claim = queue.poll(session)) {
                served.add(claim.get().payload().toUtf8() + " " + claim.get().priority());
                assertThat(claim.get().ack()).isTrue();
            }
        }
        assertThat(served).containsExactly("first 0", "second 500", "third 500", "last 999");
        assertThat(queue.size()).isZero();
        assertThatThrownBy(() -> queue.offer(Bytes.empty(), 1_000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.offer(Bytes.empty(), -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void queue_acknowledgedItem_isGoneTogetherWithItsTraces() {
        WorkQueue queue = recipes.workQueue("jobs");
        queue.offer(Bytes.utf8("x"));
        try (Session session = recipes.openSession();
                WorkClaim claim = queue.take(session)) {
            assertThat(claim.isValid()).isTrue();
            assertThat(kv.txn().when(claim.guard()).commit().succeeded()).isTrue();
            assertThat(claim.ack(Op.put("result", "done"))).isTrue();
            assertThat(claim.ack()).isTrue();
            assertThat(claim.isValid()).isFalse();
            assertThat(kv.txn().when(claim.guard()).commit().succeeded()).isFalse();
        }
        assertThat(kv.get("result")).isPresent();
        assertThat(kv.get(KeyRange.prefix("jobs/")).entries())
                .extracting(entry -> entry.key().toUtf8())
                .containsExactly("jobs/tail");
    }

    @Test
    void queue_itemGivenBack_isDeliveredAgainBeforeOthers() {
        WorkQueue queue = recipes.workQueue("jobs");
        queue.offer(Bytes.utf8("x"));
        queue.offer(Bytes.utf8("y"));
        try (Session session = recipes.openSession()) {
            WorkClaim first = queue.take(session);
            first.close();
            assertThat(first.isValid()).isFalse();
            assertThat(first.ack()).isFalse();
            WorkClaim again = queue.take(session);
            assertThat(again.payload()).isEqualTo(Bytes.utf8("x"));
            assertThat(again.delivery()).isEqualTo(2);
            assertThat(again.fencingToken()).isGreaterThan(first.fencingToken());
        }
    }

    @Test
    void queue_claimerDies_anotherWhoWaitsGetsTheItem() throws ExecutionException, InterruptedException {
        WorkQueue queue = recipes.workQueue("jobs");
        queue.offer(Bytes.utf8("x"));
        try (Session living = recipes.openSession();
                Session dying = recipes.openSession()) {
            WorkClaim lost = queue.take(dying);
            Future<WorkClaim> waiting = threads.submit(() -> queue.take(living));
            client.leases().revoke(dying.leaseId());
            WorkClaim claim = waiting.get();
            assertThat(claim.payload()).isEqualTo(Bytes.utf8("x"));
            assertThat(claim.delivery()).isEqualTo(2);
            assertThat(lost.ack(Op.put("result", "late"))).isFalse();
            assertThat(lost.ack()).isFalse();
            assertThat(claim.ack(Op.put("result", "right"))).isTrue();
        }
        assertThat(kv.get("result").orElseThrow().value()).isEqualTo(Bytes.utf8("right"));
    }

    @Test
    void queue_sessionEndsWhileWaiting_isTold() throws InterruptedException {
        WorkQueue queue = recipes.workQueue("jobs");
        try (Session session = recipes.openSession()) {
            Future<?> waiting = threads.submit(() -> queue.take(session));
            session.closeAsync().join();
            assertSessionExpired(waiting);
            assertThatThrownBy(() -> queue.poll(session))
                    .extracting(thrown -> ((FairleadException) thrown).error())
                    .isEqualTo(Optional.of(EtcdError.SESSION_EXPIRED));
        }
    }

    @Test
    void queue_offersThatLoseRequestsAndAnswers_addEachItemOnce() {
        WorkQueue queue = queue();
        WorkQueue others = recipes.workQueue("jobs");
        doubtful.next(REQUEST_LOST);
        queue.offer(Bytes.utf8("a"));
        doubtful.next(ANSWER_LOST);
        queue.offer(Bytes.utf8("b"));
        doubtful.next(DELAYED);
        queue.offer(Bytes.utf8("c"));
        doubtful.next(ANSWER_LOST).thenOthers(() -> others.offer(Bytes.utf8("e")));
        queue.offer(Bytes.utf8("d"));
        doubtful.next(REQUEST_LOST).thenOthers(() -> others.offer(Bytes.utf8("f")));
        queue.offer(Bytes.utf8("g"));
        assertThat(kv.get(KeyRange.prefix("jobs/items/")).entries())
                .extracting(entry -> entry.value().toUtf8())
                .containsExactly("a", "b", "c", "d", "e", "f", "g");
    }

    @Test
    void queue_offerLostAndHistoryCompacted_isUnknown() {
        WorkQueue queue = queue();
        WorkQueue others = recipes.workQueue("jobs");
        others.offer(Bytes.utf8("a"));
        doubtful.next(ANSWER_LOST).thenOthers(() -> {
            others.offer(Bytes.utf8("c"));
            others.offer(Bytes.utf8("d"));
            kv.compact(kv.put("noise", "x").revision());
        });
        assertThatThrownBy(() -> queue.offer(Bytes.utf8("b")))
                .extracting(thrown -> ((FairleadException) thrown).outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void queue_claimsThatLoseRequestsAndAnswers_leaveNoItemBehind() {
        WorkQueue queue = queue();
        IntStream.range(0, 4).forEach(i -> queue.offer(Bytes.decimal(i)));
        try (Session session = recipes.openSession()) {
            // The first transaction of a poll is the look.
            doubtful.next(ANSWERED, ANSWER_LOST);
            WorkClaim first = queue.take(session);
            doubtful.next(ANSWERED, REQUEST_LOST);
            WorkClaim second = queue.take(session);
            doubtful.next(ANSWERED, DELAYED);
            WorkClaim third = queue.take(session);
            assertThat(List.of(first, second, third))
                    .extracting(claim -> claim.payload().asInt())
                    .containsExactly(0, 1, 2);
            assertThat(first.ack() && second.ack() && third.ack()).isTrue();
            assertThat(kv.get(KeyRange.prefix("jobs/claims/")).entries()).isEmpty();
        }
    }

    @Test
    void queue_claimThatComesLateAfterItWasGivenBack_bindsNobody() {
        WorkQueue queue = queue();
        queue.offer(Bytes.utf8("x"));
        try (Session session = recipes.openSession()) {
            doubtful.next(ANSWERED, KEPT_BACK);
            WorkClaim claim = queue.take(session);
            claim.close();
            doubtful.deliver();
            assertThat(kv.get(KeyRange.prefix("jobs/claims/")).entries()).isEmpty();
            assertThat(queue.take(session).delivery()).isEqualTo(2);
        }
    }

    @Test
    void queue_acknowledgementsThatLoseAnswers_areLookedUp() {
        WorkQueue queue = queue();
        IntStream.range(0, 4).forEach(i -> queue.offer(Bytes.decimal(i)));
        try (Session session = recipes.openSession();
                Session dying = recipes.openSession()) {
            WorkClaim first = queue.take(session);
            doubtful.next(ANSWER_LOST).thenOthers(() -> kv.put("noise", "x"));
            assertThat(first.ack()).isTrue();
            WorkClaim second = queue.take(session);
            doubtful.next(REQUEST_LOST);
            assertThat(second.ack()).isTrue();
            WorkClaim third = queue.take(dying);
            // The request is lost, then the lease, and somebody else does the work and acknowledges it.
            doubtful.next(REQUEST_LOST).thenOthers(() -> {
                client.leases().revoke(dying.leaseId());
                kv.put("noise", "x");
                WorkClaim others = recipes.workQueue("jobs").take(session);
                assertThat(others.payload()).isEqualTo(third.payload());
                assertThat(others.ack()).isTrue();
            });
            assertThat(third.ack()).isFalse();
        }
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void queue_manyWorkersSomeOfWhichDie_doEachItemOnce() throws ExecutionException, InterruptedException {
        int items = 60;
        WorkQueue queue = recipes.workQueue("jobs");
        List<Future<?>> running = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            int from = p * items / 2;
            running.add(submit(() -> {
                for (int i = from; i < from + items / 2; i++) {
                    queue.offer(Bytes.decimal(i));
                }
                return from;
            }));
        }
        for (int w = 0; w < 3; w++) {
            running.add(submit(() -> {
                int claimed = 0;
                Session session = recipes.openSession();
                while (true) {
                    Optional<WorkClaim> claim = queue.poll(session, Duration.ofMillis(500));
                    if (claim.isEmpty()) {
                        session.close();
                        return claimed;
                    }
                    claimed++;
                    if (claimed % 7 == 0) {
                        // Dies in the middle of the work, and comes back as another.
                        client.leases().revoke(session.leaseId());
                        session = recipes.openSession();
                    } else {
                        String done = "done/" + claim.get().payload().toUtf8();
                        assertThat(claim.get().ack(Op.put(done, "x"))).isTrue();
                    }
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        assertThat(queue.size()).isZero();
        assertThat(kv.get(KeyRange.prefix("done/")).entries())
                .hasSize(items)
                .allSatisfy(done -> assertThat(done.version()).isEqualTo(1));
    }

    private WorkQueue queue() {
        return new ClientQueue("jobs", doubtful.kv(), rangeWait(), AT_ONCE, () -> "id-" + ids.incrementAndGet());
    }

    private RangeWait rangeWait() {
        return new RangeWait(client.watches(), System::nanoTime);
    }

    private Future<?> submit(Callable<?> work) {
        return threads.submit(work);
    }

    /** Waits until there is a key that starts so. */
    private void awaitKey(String prefix) {
        rangeWait().await(KeyRange.prefix(prefix), () -> {
            var found = kv.get(KeyRange.prefix(prefix));
            return new RangeWait.Look<>(found.first(), found.revision());
        });
    }

    private static void assertSessionExpired(Future<?> waiting) {
        assertThatThrownBy(waiting::get)
                .cause()
                .extracting(thrown -> ((FairleadException) thrown).error())
                .isEqualTo(Optional.of(EtcdError.SESSION_EXPIRED));
    }
}
