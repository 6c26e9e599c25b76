package io.fairlead.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.error.Outcome;
import io.fairlead.jcache.store.CacheDestroyedException;
import io.fairlead.jcache.store.GuardLostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;

class GateTest {
    private final AtomicInteger destroyed = new AtomicInteger();
    private final Gate gate = new Gate("carts", destroyed::incrementAndGet);

    private <E extends Exception> E failing(Class<E> type, RuntimeException failure) {
        E thrown = assertThrows(
                type,
                () -> gate.run(() -> {
                    throw failure;
                }));
        assertSame(failure, thrown == failure ? thrown : thrown.getCause());
        return thrown;
    }

    @Test
    void failure_outcomeKnown_saysThatNothingWasChanged() {
        CacheException thrown =
                failing(CacheException.class, new DeadlineExceededException(Outcome.NOT_APPLIED, List.of(), null));
        TestCaches.assertSays("nothing was changed by this call", thrown);
    }

    @Test
    void failure_outcomeUnknown_saysSo() {
        CacheException thrown =
                failing(CacheException.class, new DeadlineExceededException(Outcome.UNKNOWN, List.of(), null));
        TestCaches.assertSays("the change may have happened", thrown);
    }

    @Test
    void failure_guardLost_saysThatTheWriterMayHaveBeenTold() {
        TestCaches.assertSays(
                "a CacheWriter may have been told", failing(CacheException.class, new GuardLostException("lost")));
    }

    @Test
    void failure_destroyed_isTold() {
        TestCaches.assertSays(
                "the cache carts was destroyed",
                failing(IllegalStateException.class, new CacheDestroyedException("gone")));
        assertEquals(1, destroyed.get());
    }

    @Test
    void failure_managerClosed_isAsIfTheCacheWere() {
        failing(IllegalStateException.class, new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
        assertEquals(0, destroyed.get());
    }

    @Test
    void failure_ofTheUser_passes() {
        IllegalArgumentException own = new IllegalArgumentException("on purpose");
        assertSame(own, failing(IllegalArgumentException.class, own));
    }

    @Test
    void closed_letsNobodyIn() {
        assertFalse(gate.isClosed());
        assertTrue(gate.close());
        assertFalse(gate.close());
        assertThrows(IllegalStateException.class, () -> gate.call(() -> "in"));
    }
}
