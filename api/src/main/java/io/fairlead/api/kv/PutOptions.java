package io.fairlead.api.kv;

/**
 * How a key is written. Start at {@link #defaults()}; each method gives a changed copy.
 *
 * @param lease id of the lease to hang the key on, 0 for none
 * @param prevKv send back the key as it was before
 * @param ignoreValue keep the value the key has; the value given with the put must be empty
 * @param ignoreLease keep the lease the key has; {@code lease} must be 0
 */
public record PutOptions(long lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease) {
    private static final PutOptions DEFAULTS = new PutOptions(0, false, false, false);

    /** No lease, no previous value. */
    public static PutOptions defaults() {
        return DEFAULTS;
    }

    /** Hang the key on this lease. Fails with LEASE_NOT_FOUND where there is none. */
    public PutOptions lease(long id) {
        return new PutOptions(id, prevKv, ignoreValue, ignoreLease);
    }

    /** Send back the key as it was before. */
    public PutOptions withPrevKv() {
        return new PutOptions(lease, true, ignoreValue, ignoreLease);
    }

    /** Keep the present value. Fails with KEY_NOT_FOUND where the key does not exist. */
    public PutOptions keepValue() {
        return new PutOptions(lease, prevKv, true, ignoreLease);
    }

    /** Keep the present lease. Fails with KEY_NOT_FOUND where the key does not exist. */
    public PutOptions keepLease() {
        return new PutOptions(lease, prevKv, ignoreValue, true);
    }
}
