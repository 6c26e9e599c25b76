package io.fairlead.jcache.expiry;

import io.fairlead.jcache.store.Envelope;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
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

/**
 * When entries expire: what an {@link ExpiryPolicy} says, as deadlines in milliseconds since 1970, or {@link Envelope#ETERNAL}.
 * As safe to share between threads as the policy is, which JSR 107 demands to be.
 *
 * <p>Each method asks the policy once. A policy of a user may count how often it is asked, so ask when it is known what is
 * there; {@link #isOfTheStandard()} tells that asking too often does not matter.
 */
public final class ExpiryTimes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ExpiryTimes.class.getName());

    /** Extensions up to this long are always written, in milliseconds: with them, halves are too short to speak of. */
    private static final long SHORT_EXTENSION = 2_000;

    private final ExpiryPolicy policy;
    private final boolean strictAccess;

    /**
     * @param policy of the cache
     * @param strictAccess each access moves the deadline, however little; else only one that finds less than half of the
     *     extension left
     */
    public ExpiryTimes(ExpiryPolicy policy, boolean strictAccess) {
        this.policy = policy;
        this.strictAccess = strictAccess;
    }

    /** True if nothing ever expires and the policy need not be asked at all. */
    public boolean isEternal() {
        return policy.getClass() == EternalExpiryPolicy.class;
    }

    /** True for the policies of {@code javax.cache.expiry}, which do not notice how often they are asked. */
    public boolean isOfTheStandard() {
        Class<?> type = policy.getClass();
        return isEternal()
                || type == CreatedExpiryPolicy.class
                || type == ModifiedExpiryPolicy.class
                || type == AccessedExpiryPolicy.class
                || type == TouchedExpiryPolicy.class;
    }

    /** False if it is certain that an access moves no deadline, and the policy need not be asked on reads. */
    public boolean mayMoveOnAccess() {
        Class<?> type = policy.getClass();
        return !isEternal() && type != CreatedExpiryPolicy.class && type != ModifiedExpiryPolicy.class;
    }

    /** When an entry expires that is created now; empty if it has expired before it is there, and is not to be stored. */
    public OptionalLong deadlineForCreation(long now) {
        Duration duration = ask(policy::getExpiryForCreation).orElse(Duration.ETERNAL);
        return duration.isZero() ? OptionalLong.empty() : OptionalLong.of(deadline(duration, now));
    }

    /**
     * When an entry expires that gets another value now. One that is to expire at once has the deadline {@code now}: it is
     * written, and cannot be seen any more.
     *
     * @param current the deadline it has
     */
    public long deadlineForUpdate(long now, long current) {
        return ask(policy::getExpiryForUpdate)
                .map(duration -> deadline(duration, now))
                .orElse(current);
    }

    /**
     * When an entry expires that is read now, as the policy has it; {@code now} if at once.
     *
     * @param current the deadline it has
     */
    public long deadlineForAccess(long now, long current) {
        return ask(policy::getExpiryForAccess)
                .map(duration -> deadline(duration, now))
                .orElse(current);
    }

    /**
     * The deadline to write because an entry is read now; empty if what stands there will do. Others may then see the entry
     * expire early, by half of the extension at most, unless access is strict.
     *
     * @param current the deadline it has
     */
    public OptionalLong touch(long now, long current) {
        long wanted = deadlineForAccess(now, current);
        return isWorthWriting(now, current, wanted) ? OptionalLong.of(wanted) : OptionalLong.empty();
    }

    private boolean isWorthWriting(long now, long current, long wanted) {
        if (wanted == current) {
            return false;
        }
        long extension = wanted - now;
        boolean longer = wanted > current && extension > SHORT_EXTENSION;
        return strictAccess || !longer || current - now < extension / 2;
    }

    private static long deadline(Duration duration, long now) {
        if (duration.isEternal()) {
            return Envelope.ETERNAL;
        }
        if (duration.isZero()) {
            return now;
        }
        long millis = duration.getTimeUnit().toMillis(duration.getDurationAmount());
        return millis > Envelope.ETERNAL - 1 - now ? Envelope.ETERNAL : now + millis;
    }

    /** What the policy says; empty for "no change", and where it throws. */
    private static Optional<Duration> ask(Supplier<? extends @Nullable Duration> question) {
        try {
            return Optional.ofNullable(question.get());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an expiry policy failed; deadlines stay as they are", e);
            return Optional.empty();
        }
    }

    /** Closes the policy, if it can be closed. */
    @Override
    public void close() {
        if (policy instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new CacheException("the expiry policy does not close", e);
            }
        }
    }
}
