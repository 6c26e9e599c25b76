package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.ReadOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FairleadClientTest {
    @SuppressWarnings("NullAway.Init") // set before each
    private FakeMember member;

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @BeforeEach
    void start() throws IOException {
        member = FakeMember.onLoopback(1);
        client = FairleadClient.builder()
                .endpoints(member.endpoint())
                .deadline(Duration.ofSeconds(30))
                .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.close();
        member.stop();
    }

    @Test
    void inProcess_embeddedServer_isReachedWithoutNetwork() throws IOException, InterruptedException {
        FakeMember local = FakeMember.inProcess(7);
        try (FairleadClient inside = FairleadClient.connect(local.endpoint())) {
            assertThat(inside.kv().put("k", "v").header().memberId()).isEqualTo(7);
        } finally {
            local.stop();
        }
    }

    @Test
    void inProcess_noSuchServer_failsNotApplied() {
        try (FairleadClient inside = FairleadClient.builder()
                .endpoints("inprocess:nobody")
                .deadline(Duration.ofMillis(300))
                .build()) {
            assertThatThrownBy(() -> inside.kv().put("k", "v"))
                    .hasMessage("context deadline exceeded")
                    .extracting(e -> ((FairleadException) e).outcome())
                    .isEqualTo(Outcome.NOT_APPLIED);
        }
    }

    @Test
    void close_callUnderWay_endsItAsClosed() throws InterruptedException {
        member.hang();
        CompletableFuture<PutResult> put = client.kv().async().put(Bytes.utf8("k"), Bytes.utf8("v"));
        member.hanging.await();
        client.close();
        assertThatThrownBy(put::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ClientClosedException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    }

    @Test
    void close_callBetweenTries_endsItAsClosed() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            member.refuse(EtcdError.TOO_MANY_REQUESTS);
        }
        CompletableFuture<PutResult> put = client.kv().async().put(Bytes.utf8("k"), Bytes.utf8("v"));
        client.close();
        assertThatThrownBy(put::get).hasCauseInstanceOf(ClientClosedException.class);
    }

    @Test
    void call_afterClose_failsAsClosed() {
        client.close();
        client.close();
        assertThatThrownBy(() -> client.kv().get("k"))
                .isInstanceOf(ClientClosedException.class)
                .extracting(e -> ((FairleadException) e).outcome())
                .isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void close_always_endsEveryThreadOfTheClient() throws InterruptedException {
        client.kv().put("k", "v");
        List<Thread> started = ownThreads();
        assertThat(started).isNotEmpty();
        client.close();
        assertAllEnd(started);
        assertThat(ownThreads()).isEmpty();
    }

    /** A pool is told to end before its threads have run out. */
    private static void assertAllEnd(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    private static List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("fairlead-client-"))
                .toList();
    }

    @Test
    void withDeadline_closed_leavesTheClientOpen() {
        FairleadClient view = client.withDeadline(Duration.ofSeconds(20));
        assertThat(view.deadline()).isEqualTo(Duration.ofSeconds(20));
        view.close();
        assertThat(client.kv().put("k", "v").header().memberId()).isEqualTo(1);
        assertThat(view.kv().put("k", "v").header().memberId()).isEqualTo(1);
    }

    @Test
    void interrupt_whileWaiting_breaksOffTheCallAndKeepsTheFlag() throws InterruptedException {
        member.hang();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>(false);
        Thread waiting = new Thread(() -> {
            try {
                client.kv().put("k", "v");
            } catch (FairleadException e) {
                thrown.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        waiting.start();
        member.hanging.await();
        waiting.interrupt();
        waiting.join();
        member.brokenOff.await();
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        InterruptedCallException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
        assertThat(flag.get()).isTrue();
    }

    @Test
    void cancel_future_breaksOffTheCall() throws InterruptedException {
        member.hang();
        CompletableFuture<?> read = client.kv().async().get(KeyRange.all(), ReadOptions.defaults());
        member.hanging.await();
        assertThat(read.cancel(true)).isTrue();
        member.brokenOff.await();
        assertThat(read).isCancelled();
    }

    @Test
    void cancel_futureOfRepeatedCall_breaksOffTheRepetition() throws InterruptedException {
        member.refuse(EtcdError.NO_LEADER).hang();
        CompletableFuture<?> read = client.kv().async().get(KeyRange.all(), ReadOptions.defaults());
        member.hanging.await();
        read.cancel(true);
        member.brokenOff.await();
        assertThat(read).isCancelled();
    }

    @Test
    void callback_thatBlocksOnAnotherCall_isServed() throws ExecutionException, InterruptedException {
        long revision = client.kv()
                .async()
                .put(Bytes.utf8("k"), Bytes.utf8("v"))
                .thenApply(first -> client.kv().put("k", "w").revision())
                .get();
        assertThat(revision).isEqualTo(2);
    }

    @Test
    void executor_ofTheUser_isUsedAndLeftAlone() throws InterruptedException {
        ExecutorService own = Executors.newSingleThreadExecutor(work -> new Thread(work, "users-own"));
        AtomicReference<String> where = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        member.hang();
        try (FairleadClient borrowing = FairleadClient.builder()
                .endpoints(member.endpoint())
                .deadline(Duration.ofMillis(300))
                .executor(own)
                .build()) {
            CompletableFuture<?> failing = borrowing
                    .kv()
                    .async()
                    .put(Bytes.utf8("k"), Bytes.utf8("v"))
                    .whenComplete((value, thrown) -> {
                        where.set(Thread.currentThread().getName());
                        done.countDown();
                    });
            done.await();
            assertThatThrownBy(failing::get).hasCauseInstanceOf(DeadlineExceededException.class);
        }
        assertThat(where.get()).isEqualTo("users-own");
        assertThat(own.isShutdown()).isFalse();
        own.shutdown();
        assertThat(own.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failure_thrownToCaller_showsWhereTheCallWasMade() {
        member.refuse(EtcdError.EMPTY_KEY);
        assertThatThrownBy(() -> client.kv().put("k", "v"))
                .satisfies(e -> assertThat(e.getSuppressed()[0].getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(FairleadClientTest.class.getName())));
    }

    @Test
    void answer_aboveTheLimit_failsWithUnknownOutcomeForWrites() {
        try (FairleadClient narrow = FairleadClient.builder()
                .endpoints(member.endpoint())
                .maxResponseBytes(1)
                .build()) {
            assertThatThrownBy(() -> narrow.kv().put("k", "v"))
                    .hasMessageStartingWith("rpc error: code = ResourceExhausted desc = ")
                    .extracting(e -> ((FairleadException) e).outcome())
                    .isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void request_aboveTheLimit_isNeverSent() {
        try (FairleadClient narrow = FairleadClient.builder()
                .endpoints(member.endpoint())
                .maxRequestBytes(10)
                .build()) {
            assertThatThrownBy(() -> narrow.kv().put("key", "a value"))
                    .hasMessage("rpc error: code = ResourceExhausted desc = "
                            + "trying to send message larger than max (14 vs. 10)");
        }
        assertThat(member.calls).hasValue(0);
    }

    @Test
    void build_badConfiguration_isRefusedAndLeavesNoThread() throws InterruptedException {
        client.close();
        assertThatThrownBy(() -> FairleadClient.builder().build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FairleadClient.connect("nonsense")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FairleadClient.builder()
                        .endpoints("h:1")
                        .deadline(Duration.ZERO)
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FairleadClient.builder()
                        .endpoints("h:1")
                        .maxRequestBytes(0)
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertAllEnd(ownThreads());
    }

    @Test
    void pings_areRarerThanEtcdAllows() {
        // etcd's --grpc-keepalive-min-time, below which it hangs up.
        assertThat(Connections.KEEP_ALIVE_SECONDS).isGreaterThanOrEqualTo(5);
    }
}
