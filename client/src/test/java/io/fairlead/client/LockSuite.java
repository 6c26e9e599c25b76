package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.HoldLostException;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.PermitHold;
import io.fairlead.api.concurrency.ReadWriteLock;
import io.fairlead.api.concurrency.Semaphore;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Locks, read-write locks and semaphores with a cluster of one member, whoever made that member. */
abstract class LockSuite {
    /** No test waits for it unless it fails. */
    private static final long PATIENCE_SECONDS = 30;

    private static final Duration LONG = Duration.ofMinutes(1);

    /** Long enough for a place in line to be taken, short enough to be waited for. */
    private static final Duration SHORT = Duration.ofMillis(200);

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Session ann;

    @SuppressWarnings("NullAway.Init") // set before each
    private Session bob;

    @SuppressWarnings("NullAway.Init") // set before each
    private String name;

    /** Where the member listens, over the network. */
    abstract String endpoint();

    @BeforeEach
    void connect(TestInfo test) {
        client = FairleadClient.connect(endpoint());
        ann = client.recipes().openSession(LONG);
        bob = client.recipes().openSession(LONG);
        name = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    private DistributedLock lock(Session session) {
        return client.recipes().lock(session, name);
    }

    private LineOfKeys line() {
        return new LineOfKeys(client, name);
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Bytes keyOf(Session session, String rest) {
        return Bytes.utf8(name + "/" + Long.toHexString(session.leaseId()) + rest);
    }

    private static void assertSessionExpired(CompletableFuture<?> waiting) {
        ExecutionException failed =
                catchThrowableOfType(ExecutionException.class, () -> waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertThat(failed.getCause())
                .isInstanceOfSatisfying(
                        FairleadException.class,
                        reason -> assertThat(reason.error()).contains(EtcdError.SESSION_EXPIRED));
    }

    @Test
    void acquire_freeLock_laysItsKeyAsEtcdDoes() {
        try (LockHold hold = lock(ann).acquire()) {
            KeyValue key = client.kv().get(hold.key()).orElseThrow();
            assertThat(hold.key()).isEqualTo(keyOf(ann, ""));
            assertThat(key.value()).isEqualTo(Bytes.empty());
            assertThat(key.lease()).isEqualTo(ann.leaseId());
            assertThat(hold.fencingToken()).isEqualTo(key.createRevision());
            assertThat(hold.isValid()).isTrue();
            assertThat(hold.validFor()).isBetween(Duration.ofSeconds(1), LONG);
        }
        assertThat(line().now()).isEmpty();
    }

    @Test
    void guard_whileHeldAndAfter_decidesTransactions() {
        Kv kv = client.kv();
        LockHold hold = lock(ann).acquire();
        assertThat(kv.txn().when(hold.guard()).then(Op.put("g", "1")).commit().succeeded())
                .isTrue();
        hold.close();
        assertThat(hold.isValid()).isFalse();
        assertThat(kv.txn().when(hold.guard()).then(Op.put("g", "2")).commit().succeeded())
                .isFalse();
        assertThat(kv.get("g").orElseThrow().value()).isEqualTo(Bytes.utf8("1"));
    }

    @Test
    void acquire_heldLock_isServedInTheOrderOfTheLine() throws Exception {
        LockHold first = lock(ann).acquire();
        CompletableFuture<LockHold> second = lock(bob).acquireAsync();
        line().await(2);
        CompletableFuture<LockHold> third = lock(ann).acquireAsync();
        List<KeyValue> standing = line().await(3);
        assertThat(standing)
                .extracting(KeyValue::key)
                .containsExactly(keyOf(ann, ""), keyOf(bob, ""), keyOf(ann, ".1"));
        assertThat(second).isNotDone();
        first.close();
        LockHold next = get(second);
        assertThat(next.fencingToken()).isGreaterThan(first.fencingToken());
        assertThat(third).isNotDone();
        next.close();
        LockHold last = get(third);
        assertThat(last.fencingToken()).isGreaterThan(next.fencingToken());
        last.close();
        assertThat(line().now()).isEmpty();
    }

    @Test
    void acquire_waiterInTheMiddleLeaves_doesNotLetTheNextOneIn() throws Exception {
        LockHold first = lock(ann).acquire();
        CompletableFuture<LockHold> second = lock(bob).acquireAsync();
        line().await(2);
        CompletableFuture<LockHold> third = lock(ann).acquireAsync();
        line().await(3);
        second.cancel(true);
        line().await(2);
        assertThat(lock(bob).tryAcquire()).isEmpty();
        assertThat(third).isNotDone();
        first.close();
        get(third).close();
    }

    @Test
    void tryAcquire_atOnceWhileHeld_changesNothing() {
        try (LockHold hold = lock(ann).acquire()) {
            assertThat(lock(bob).tryAcquire()).isEmpty();
            assertThat(lock(bob).tryAcquire(Duration.ZERO)).isEmpty();
            assertThat(line().now()).hasSize(1);
            assertThat(client.kv().get(hold.key()).orElseThrow().createRevision())
                    .isEqualTo(client.kv().get(KeyRange.prefix(name)).header().revision());
        }
        try (LockHold hold = lock(bob).tryAcquire().orElseThrow()) {
            assertThat(hold.isValid()).isTrue();
        }
    }

    @Test
    void tryAcquire_timePasses_leavesTheLine() {
        try (LockHold hold = lock(ann).acquire()) {
            assertThat(lock(bob).tryAcquire(SHORT)).isEmpty();
            assertThat(line().await(1)).extracting(KeyValue::key).containsExactly(hold.key());
        }
        try (LockHold hold = lock(bob).tryAcquire(LONG).orElseThrow()) {
            assertThat(hold.isValid()).isTrue();
        }
    }

    @Test
    void acquireAsync_cancelledOrTimedOut_leavesTheLine() {
        try (LockHold hold = lock(ann).acquire()) {
            CompletableFuture<LockHold> cancelled = lock(bob).acquireAsync();
            line().await(2);
            cancelled.cancel(true);
            line().await(1);
            CompletableFuture<LockHold> timedOut =
                    lock(bob).acquireAsync().orTimeout(SHORT.toMillis(), TimeUnit.MILLISECONDS);
            assertThatThrownBy(() -> get(timedOut)).hasCauseInstanceOf(TimeoutException.class);
            assertThat(line().await(1)).extracting(KeyValue::key).containsExactly(hold.key());
        }
    }

    @Test
    void acquireAsync_cancelledAtOnce_leavesNoKey() throws Exception {
        CompletableFuture<LockHold> cancelled = lock(bob).acquireAsync();
        cancelled.cancel(true);
        try (LockHold hold = lock(ann).tryAcquire(LONG).orElseThrow()) {
            assertThat(line().await(1)).extracting(KeyValue::key).containsExactly(hold.key());
        }
    }

    @Test
    void acquire_threadInterrupted_leavesTheLine() throws Exception {
        try (LockHold hold = lock(ann).acquire()) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>(false);
            Thread waiter = new Thread(() -> {
                failure.set(catchThrowable(() -> lock(bob).acquire()));
                flag.set(Thread.currentThread().isInterrupted());
            });
            waiter.start();
            line().await(2);
            waiter.interrupt();
            waiter.join();
            assertThat(failure.get()).isInstanceOf(InterruptedCallException.class);
            assertThat(flag.get()).isTrue();
            assertThat(line().await(1)).extracting(KeyValue::key).containsExactly(hold.key());
        }
    }

    @Test
    void run_lockLost_interruptsTheWorkAndSaysSo() {
        CountDownLatch never = new CountDownLatch(1);
        HoldLostException lost = catchThrowableOfType(
                HoldLostException.class,
                () -> lock(ann).run(hold -> {
                    // Not waited for: that wait would be interrupted as well.
                    var unused = client.kv().async().delete(KeyRange.single(hold.key()), DeleteOptions.defaults());
                    never.await();
                }));
        assertThat(lost).hasCauseInstanceOf(InterruptedException.class);
        assertThat(lost.fencingToken()).isPositive();
        assertThat(lost).hasMessageContaining("was deleted");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void run_workEndsOrThrows_givesTheLockBack() {
        lock(ann).run(hold -> assertThat(hold.isValid()).isTrue());
        IllegalArgumentException thrown = new IllegalArgumentException("no");
        assertThatThrownBy(() -> lock(ann).run(hold -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(line().now()).isEmpty();
    }

    @Test
    void hold_sessionEnds_isLostAndItsWaitersFail() throws Exception {
        LockHold hold = lock(ann).acquire();
        CompletableFuture<LockHold> waiting = lock(ann).acquireAsync();
        CompletableFuture<LockHold> other = lock(bob).acquireAsync();
        line().await(3);
        CompletableFuture<Void> told = new CompletableFuture<>();
        hold.onLost(() -> told.complete(null));
        ann.close();
        get(told);
        assertThat(hold.isValid()).isFalse();
        assertThat(hold.validFor()).isZero();
        assertSessionExpired(waiting);
        hold.close();
        assertThatThrownBy(hold::again).isInstanceOf(HoldLostException.class);
        assertThat(get(other).isValid()).isTrue();
        assertSessionExpired(lock(ann).acquireAsync());
    }

    @Test
    void hold_keyDeletedWhileWaiting_failsAtItsTurn() throws Exception {
        LockHold hold = lock(ann).acquire();
        CompletableFuture<LockHold> waiting = lock(bob).acquireAsync();
        line().await(2);
        client.kv().delete(keyOf(bob, ""));
        hold.close();
        assertSessionExpired(waiting);
        assertThat(line().await(0)).isEmpty();
    }

    @Test
    void again_severalHandles_keepTheLockUntilTheLast() throws Exception {
        LockHold first = lock(ann).acquire();
        LockHold second = first.again();
        assertThat(second.fencingToken()).isEqualTo(first.fencingToken());
        first.close();
        first.close();
        assertThat(first.isValid()).isFalse();
        assertThat(second.isValid()).isTrue();
        assertThat(lock(bob).tryAcquire()).isEmpty();
        get(second.release());
        get(second.release());
        assertThatThrownBy(second::again).isInstanceOf(HoldLostException.class);
        lock(bob).tryAcquire().orElseThrow().close();
    }

    @Test
    void onLost_givenBackBefore_isNotTold() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        LockHold hold = lock(ann).acquire();
        LockHold other = hold.again();
        hold.onLost(() -> told.complete("given back"));
        other.onLost(() -> told.complete("held"));
        hold.close();
        client.kv().delete(other.key());
        assertThat(get(told)).isEqualTo("held");
    }

    @Test
    void close_ofTheClient_endsTheWaiting() throws Exception {
        LockHold hold = lock(ann).acquire();
        FairleadClient second = FairleadClient.connect(endpoint());
        Session session = second.recipes().openSession(LONG);
        CompletableFuture<LockHold> waiting =
                second.recipes().lock(session, name).acquireAsync();
        line().await(2);
        second.close();
        assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(ClientClosedException.class);
        assertThatThrownBy(() -> second.recipes().lock(session, name).acquire())
                .isInstanceOf(ClientClosedException.class);
        assertThat(line().await(1)).extracting(KeyValue::key).containsExactly(hold.key());
    }

    @Test
    void lock_ofNoName_isRefused() {
        assertThatThrownBy(() -> client.recipes().lock(ann, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readWriteLock_readersAndWriters_takeTurnsInTheOrderOfTheLine() throws Exception {
        ReadWriteLock anns = client.recipes().readWriteLock(ann, name);
        ReadWriteLock bobs = client.recipes().readWriteLock(bob, name);
        LockHold reader = anns.readLock().acquire();
        LockHold reader2 = bobs.readLock().tryAcquire().orElseThrow();
        assertThat(bobs.writeLock().tryAcquire()).isEmpty();
        CompletableFuture<LockHold> writer = bobs.writeLock().acquireAsync();
        line().await(3);
        assertThat(anns.readLock().tryAcquire()).isEmpty();
        CompletableFuture<LockHold> late = anns.readLock().acquireAsync();
        line().await(4);
        reader2.close();
        assertThat(writer).isNotDone();
        reader.close();
        LockHold written = get(writer);
        assertThat(late).isNotDone();
        written.close();
        get(late).close();
        assertThat(line().now()).isEmpty();
    }

    private Semaphore semaphore(Session session, int permits) {
        return client.recipes().semaphore(session, name, permits);
    }

    @Test
    void semaphore_permitsTaken_letsTheNextOneInWhenOneIsGivenBack() throws Exception {
        Semaphore anns = semaphore(ann, 2);
        PermitHold first = anns.acquire();
        PermitHold second = anns.acquire();
        assertThat(first.fencingToken()).isLessThan(second.fencingToken());
        assertThat(semaphore(bob, 2).tryAcquire(1)).isEmpty();
        assertThat(semaphore(bob, 2).tryAcquire(1, SHORT)).isEmpty();
        CompletableFuture<PermitHold> third = semaphore(bob, 2).acquireAsync(1);
        line().await(3);
        assertThat(third).isNotDone();
        second.close();
        assertThat(get(third).permits()).isEqualTo(1);
        first.close();
        get(third).close();
        assertThat(line().await(0)).isEmpty();
    }

    @Test
    void semaphore_largeRequestWaits_isNotOvertakenBySmallOnes() throws Exception {
        Semaphore anns = semaphore(ann, 3);
        PermitHold two = anns.acquire(2);
        CompletableFuture<PermitHold> all = anns.acquireAsync(3);
        line().await(2);
        CompletableFuture<PermitHold> small = semaphore(bob, 3).acquireAsync(1);
        line().await(3);
        assertThat(small).isNotDone();
        two.close();
        PermitHold large = get(all);
        assertThat(small).isNotDone();
        large.close();
        get(small).close();
    }

    @Test
    void semaphore_anotherNumberWhileInUse_isRefused() {
        try (PermitHold hold = semaphore(ann, 2).acquire()) {
            assertThatThrownBy(() -> semaphore(bob, 3).acquire())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("semaphore " + name + " has 2 permits while it is in use, not 3");
            assertThat(line().await(1)).extracting(KeyValue::key).containsExactly(hold.key());
        }
        semaphore(bob, 3).acquire().close();
    }

    @Test
    void semaphore_impossibleNumbers_areRefused() {
        assertThatThrownBy(() -> semaphore(ann, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore(ann, 2).acquire(3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore(ann, 2).tryAcquire(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void acquire_leaseGoneAtTheCluster_failsAsSessionExpired() {
        client.leases().revoke(bob.leaseId());
        assertThatThrownBy(() -> lock(bob).acquire())
                .isInstanceOfSatisfying(
                        FairleadException.class,
                        reason -> assertThat(reason.error()).contains(EtcdError.SESSION_EXPIRED));
    }
}
