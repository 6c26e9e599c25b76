package io.fairlead.api.concurrency;

/**
 * What an optimistic transaction may see of others, and what may not have happened by its commit; the levels of etcd's own
 * client.
 */
public enum StmIsolation {
    /** Reads at one revision; the commit fails if anything read, or anything written, changed since. */
    SERIALIZABLE_SNAPSHOT,
    /** Reads at one revision; the commit fails if anything read changed since. What is only written is overwritten blindly. */
    SERIALIZABLE,
    /** Each key is read once, at the newest revision then; the commit fails if any of it changed since. */
    REPEATABLE_READS,
    /** Each read sees what is committed then; the commit never fails for what was read. */
    READ_COMMITTED
}
