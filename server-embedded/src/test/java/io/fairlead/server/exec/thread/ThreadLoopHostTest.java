package io.fairlead.server.exec.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.LoopHost;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.exec.Waker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadLoopHostTest {
    private static final long DEADLINE_SECONDS = 30;

    private final ThreadLoopHost host = new ThreadLoopHost("test");

    @Test
    void start_messageArrivesWhileTheLoopRests_isTaken() throws Exception {
        Echo loop = new Echo();
        LoopHost.Running running = host.start(loop, (failed, cause) -> {});
        CompletableFuture<String> answer = new CompletableFuture<>();

        loop.mailbox.post(answer);

        assertThat(answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("test-echo");
        running.stop();
    }

    @Test
    void start_manyMessagesOneAtATime_noWakeUpIsLost() throws Exception {
        Echo loop = new Echo();
        LoopHost.Running running = host.start(loop, (failed, cause) -> {});

        for (int i = 0; i < 20_000; i++) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            loop.mailbox.post(answer);
            answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }

        running.stop();
    }

    @Test
    void start_deadlineComes_givesATurnWithoutAWakeUp() throws Exception {
        CountDownLatch turns = new CountDownLatch(3);
        Echo loop = new Echo() {
            @Override
            public int turn(long nowNanos) {
                turns.countDown();
                return super.turn(nowNanos);
            }

            @Override
            public long deadlineNanos() {
                return host.clock().nanos() + TimeUnit.MILLISECONDS.toNanos(1);
            }
        };
        LoopHost.Running running = host.start(loop, (failed, cause) -> {});

        assertThat(turns.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();

        running.stop();
    }

    @Test
    void start_turnThrows_handlerHearsAndTheLoopGetsNoFurtherTurn() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        AtomicInteger turns = new AtomicInteger();
        Echo loop = new Echo() {
            @Override
            public int turn(long nowNanos) {
                turns.incrementAndGet();
                throw new IllegalStateException("broken");
            }
        };

        LoopHost.Running running = host.start(loop, (failed, cause) -> failure.complete(cause));

        assertThat(failure.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).hasMessage("broken");
        running.stop();
        assertThat(turns).hasValue(1);
    }

    @Test
    void stop_runningLoop_detachesItOnceOnItsOwnThread() {
        Echo loop = new Echo();
        LoopHost.Running running = host.start(loop, (failed, cause) -> {});

        running.stop();
        running.stop();

        assertThat(loop.detachedOn).isEqualTo("test-echo");
        assertThat(loop.detached).hasValue(1);
    }

    /** Answers each message with the name of the thread it runs on. */
    private static class Echo implements Loop {
        final Mailbox<CompletableFuture<String>> mailbox = new Mailbox<>(100);
        final AtomicInteger detached = new AtomicInteger();
        volatile String detachedOn = "";

        @Override
        public String name() {
            return "echo";
        }

        @Override
        public void attach(Waker waker) {
            mailbox.bind(waker);
        }

        @Override
        public int turn(long nowNanos) {
            return mailbox.drain(
                    answer -> answer.complete(Thread.currentThread().getName()), 10);
        }

        @Override
        public long deadlineNanos() {
            return NEVER;
        }

        @Override
        public void detach() {
            detachedOn = Thread.currentThread().getName();
            detached.incrementAndGet();
        }
    }
}
