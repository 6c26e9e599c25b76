package io.fairlead.jcache.expiry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.jcache.store.Envelope;
import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpiryTimesTest {
    private static final Duration MINUTE = new Duration(TimeUnit.MINUTES, 1);
    private static final long NOW = 1_000_000;
    private static final long IN_A_MINUTE = NOW + 60_000;

    /** Says one thing whatever it is asked, and can be closed. */
    private record Constant(Supplier<? extends @Nullable Duration> answer, Runnable onClose)
            implements ExpiryPolicy, Closeable {
        @Override
        public @Nullable Duration getExpiryForCreation() {
            return answer.get();
        }

        @Override
        public @Nullable Duration getExpiryForAccess() {
            return answer.get();
        }

        @Override
        public @Nullable Duration getExpiryForUpdate() {
            return answer.get();
        }

        @Override
        public void close() throws IOException {
            try {
                onClose.run();
            } catch (IllegalStateException e) {
                throw new IOException(e);
            }
        }
    }

    private static ExpiryTimes saying(Supplier<? extends @Nullable Duration> answer) {
        return new ExpiryTimes(new Constant(answer, () -> {}), false);
    }

    private static ExpiryTimes touched(boolean strict) {
        return new ExpiryTimes(new TouchedExpiryPolicy(MINUTE), strict);
    }

    @Test
    void creation_aMinute_isAMinuteFromNow() {
        assertEquals(OptionalLong.of(IN_A_MINUTE), saying(() -> MINUTE).deadlineForCreation(NOW));
    }

    @Test
    void creation_zero_isNotToBeStored() {
        assertEquals(OptionalLong.empty(), saying(() -> Duration.ZERO).deadlineForCreation(NOW));
    }

    @Test
    void creation_eternalOrNothingSaid_hasNoDeadline() {
        assertEquals(
                OptionalLong.of(Envelope.ETERNAL),
                saying(() -> Duration.ETERNAL).deadlineForCreation(NOW));
        assertEquals(OptionalLong.of(Envelope.ETERNAL), saying(() -> null).deadlineForCreation(NOW));
    }

    @Test
    void creation_longerThanTimeLasts_hasNoDeadline() {
        Duration ages = new Duration(TimeUnit.DAYS, Long.MAX_VALUE);

        assertEquals(OptionalLong.of(Envelope.ETERNAL), saying(() -> ages).deadlineForCreation(NOW));
    }

    @Test
    void update_zero_hasExpiredAtOnce() {
        assertEquals(NOW, saying(() -> Duration.ZERO).deadlineForUpdate(NOW, 5));
    }

    @Test
    void updateAndAccess_nothingSaid_leaveTheDeadline() {
        assertEquals(5, saying(() -> null).deadlineForUpdate(NOW, 5));
        assertEquals(5, saying(() -> null).deadlineForAccess(NOW, 5));
    }

    @Test
    void policy_throws_changesNothingAndLetsNothingExpire() {
        ExpiryTimes broken = saying(() -> {
            throw new IllegalStateException("broken");
        });

        assertEquals(OptionalLong.of(Envelope.ETERNAL), broken.deadlineForCreation(NOW));
        assertEquals(5, broken.deadlineForUpdate(NOW, 5));
        assertEquals(5, broken.deadlineForAccess(NOW, 5));
        assertEquals(OptionalLong.empty(), broken.touch(NOW, 5));
    }

    @Test
    void touch_moreThanHalfIsLeft_isNotWritten() {
        assertEquals(OptionalLong.empty(), touched(false).touch(NOW, NOW + 30_000));
    }

    @Test
    void touch_lessThanHalfIsLeft_isWritten() {
        assertEquals(OptionalLong.of(IN_A_MINUTE), touched(false).touch(NOW, NOW + 29_999));
    }

    @Test
    void touch_strict_isWrittenWhateverIsLeft() {
        assertEquals(OptionalLong.of(IN_A_MINUTE), touched(true).touch(NOW, NOW + 59_999));
        assertEquals(OptionalLong.empty(), touched(true).touch(NOW, IN_A_MINUTE));
    }

    @Test
    void touch_shortens_isAlwaysWritten() {
        assertEquals(OptionalLong.of(IN_A_MINUTE), touched(false).touch(NOW, IN_A_MINUTE + 1));
        assertEquals(OptionalLong.of(NOW), saying(() -> Duration.ZERO).touch(NOW, NOW + 1));
    }

    @Test
    void touch_shortExtension_isAlwaysWritten() {
        Duration twentyMillis = new Duration(TimeUnit.MILLISECONDS, 20);

        assertEquals(OptionalLong.of(NOW + 20), saying(() -> twentyMillis).touch(NOW, NOW + 19));
    }

    @Test
    void touch_eternalFromNowOn_isWritten() {
        assertEquals(
                OptionalLong.of(Envelope.ETERNAL),
                saying(() -> Duration.ETERNAL).touch(NOW, NOW + 60_000));
    }

    @Test
    void policies_ofTheStandard_areKnown() {
        ExpiryTimes eternal = new ExpiryTimes(new EternalExpiryPolicy(), false);
        ExpiryTimes created = new ExpiryTimes(new CreatedExpiryPolicy(MINUTE), false);
        ExpiryTimes modified = new ExpiryTimes(new ModifiedExpiryPolicy(MINUTE), false);
        ExpiryTimes accessed = new ExpiryTimes(new AccessedExpiryPolicy(MINUTE), false);
        ExpiryTimes own = saying(() -> MINUTE);

        assertTrue(eternal.isEternal() && eternal.isOfTheStandard() && !eternal.mayMoveOnAccess());
        assertTrue(!created.isEternal() && created.isOfTheStandard() && !created.mayMoveOnAccess());
        assertTrue(!modified.isEternal() && modified.isOfTheStandard() && !modified.mayMoveOnAccess());
        assertTrue(!accessed.isEternal() && accessed.isOfTheStandard() && accessed.mayMoveOnAccess());
        assertTrue(touched(false).isOfTheStandard() && touched(false).mayMoveOnAccess());
        assertFalse(own.isEternal() || own.isOfTheStandard());
        assertTrue(own.mayMoveOnAccess());
    }

    @Test
    void close_policyCanBeClosed_closesIt() {
        boolean[] closed = {false};

        new ExpiryTimes(new Constant(() -> MINUTE, () -> closed[0] = true), false).close();
        touched(false).close();

        assertTrue(closed[0]);
    }

    @Test
    void close_policyDoesNotClose_isTold() {
        ExpiryTimes stuck = new ExpiryTimes(
                new Constant(() -> MINUTE, () -> {
                    throw new IllegalStateException("stuck");
                }),
                false);

        assertThrows(CacheException.class, stuck::close);
    }
}
