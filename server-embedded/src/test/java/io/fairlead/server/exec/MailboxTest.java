package io.fairlead.server.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {
    @Test
    void drain_severalMessages_comeInOrderUpToTheLimit() {
        Mailbox<Integer> mailbox = new Mailbox<>(10);
        for (int i = 0; i < 5; i++) {
            assertThat(mailbox.offer(i)).isTrue();
        }
        List<Integer> taken = new ArrayList<>();

        assertThat(mailbox.drain(taken::add, 3)).isEqualTo(3);

        assertThat(taken).containsExactly(0, 1, 2);
        assertThat(mailbox.size()).isEqualTo(2);
    }

    @Test
    void offer_fullMailbox_isRefusedUntilThereIsRoom() {
        Mailbox<Integer> mailbox = new Mailbox<>(1);
        assertThat(mailbox.offer(1)).isTrue();

        assertThat(mailbox.offer(2)).isFalse();

        mailbox.drain(message -> {}, 1);
        assertThat(mailbox.offer(3)).isTrue();
    }

    @Test
    void post_fullMailbox_isTaken() {
        Mailbox<Integer> mailbox = new Mailbox<>(1);
        mailbox.post(1);
        mailbox.post(2);

        assertThat(mailbox.size()).isEqualTo(2);
    }

    @Test
    void bind_messagesAreWaiting_wakesAtOnceAndWithEachMessage() {
        Mailbox<Integer> mailbox = new Mailbox<>(10);
        mailbox.post(1);
        AtomicInteger wakes = new AtomicInteger();

        mailbox.bind(wakes::incrementAndGet);
        mailbox.offer(2);

        assertThat(wakes).hasValue(2);
    }

    @Test
    void constructor_noRoom_isRefused() {
        assertThatThrownBy(() -> new Mailbox<>(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void drain_manyWriters_losesAndDoublesNothingAndKeepsEachWritersOrder() throws InterruptedException {
        int writers = 4;
        int each = 20_000;
        Mailbox<long[]> mailbox = new Mailbox<>(Integer.MAX_VALUE);
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            long writer = w;
            Thread thread = new Thread(() -> {
                awaitQuietly(begin);
                for (long i = 0; i < each; i++) {
                    mailbox.post(new long[] {writer, i});
                }
            });
            thread.start();
            threads.add(thread);
        }
        long[] next = new long[writers];
        int taken = 0;
        begin.countDown();
        while (taken < writers * each) {
            taken += mailbox.drain(
                    message -> {
                        assertThat(message[1]).isEqualTo(next[(int) message[0]]);
                        next[(int) message[0]]++;
                    },
                    1000);
            Thread.onSpinWait();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.size()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
