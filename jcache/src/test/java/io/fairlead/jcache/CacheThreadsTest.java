package io.fairlead.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CacheThreadsTest {
    @Test
    void loads_tooManyWait_areRefusedAndOthersAreDone() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        int taken = CacheThreads.LOADS_MAX + CacheThreads.WAITING_LOADS_MAX;
        CountDownLatch done = new CountDownLatch(taken);
        AtomicInteger failed = new AtomicInteger();
        try (CacheThreads threads = new CacheThreads()) {
            for (int i = 0; i < taken; i++) {
                threads.load(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        failed.incrementAndGet();
                    }
                    done.countDown();
                });
            }
            assertThrows(RejectedExecutionException.class, () -> threads.load(() -> {}));
            go.countDown();
            done.await();
        }
        assertEquals(0, failed.get());
    }

    @Test
    void closed_takesNoMore() {
        CacheThreads threads = new CacheThreads();
        threads.close();

        assertThrows(RejectedExecutionException.class, () -> threads.load(() -> {}));
        assertThrows(RejectedExecutionException.class, () -> threads.execute(() -> {}));
    }
}
