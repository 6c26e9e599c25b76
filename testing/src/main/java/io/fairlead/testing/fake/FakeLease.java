package io.fairlead.testing.fake;

/**
 * A lease as the server sees it at one moment.
 *
 * @param id its id
 * @param ttlSeconds how long it lives after each renewal
 * @param renewals how often it was renewed
 * @param remainingNanos how long it lives still; 0 or less once it is gone
 * @param state whether it lives
 */
public record FakeLease(long id, long ttlSeconds, int renewals, long remainingNanos, State state) {
    /** Whether a lease lives. */
    public enum State {
        /** It lives. */
        ALIVE,
        /** Nobody renewed it in time. */
        EXPIRED,
        /** Somebody ended it. */
        REVOKED
    }
}
