package io.fairlead.testing.conformance;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client of etcd v3 as the suite sees it: an adapter of a few lines for each method. All methods may block; a method that
 * fails throws {@link CallFailed}. Keys and values are UTF-8.
 */
public interface ClientUnderTest extends AutoCloseable {
    /** Makes clients. */
    @FunctionalInterface
    interface Opener {
        /** A client with these settings. */
        ClientUnderTest open(Settings settings) throws Exception;

        /** What clients made here can do; scenarios that need more are left out. */
        default Set<Ability> abilities() {
            return EnumSet.allOf(Ability.class);
        }
    }

    /** What not every client can do. */
    enum Ability {
        /** A watch that meets a compaction can go on with the oldest revision that is left. */
        RESTART,
        /** A watch that meets a compaction can work out what it missed from a fresh reading. */
        RESYNC,
        /** A watch hands over whole revisions. */
        WHOLE_REVISIONS,
        /** A slow receiver of a watch may block. */
        BLOCKING_RECEIVER,
        /** A failed write says whether it may have been made. */
        OUTCOMES,
        /** Whoever keeps a lease is told when it is lost. */
        LEASE_LOSS,
        /** Calls have a deadline. */
        DEADLINE,
        /** It logs in with a name and a password. */
        LOGIN
    }

    /**
     * How a client is to be made.
     *
     * @param endpoints such as {@code http://127.0.0.1:2379}
     * @param deadline for calls
     * @param user for etcd's authentication; empty for none
     * @param password the user's
     */
    record Settings(List<String> endpoints, Duration deadline, String user, String password) {
        public Settings {
            endpoints = List.copyOf(endpoints);
        }
    }

    /** Writes a key: the revision of the write. */
    long put(String key, String value) throws CallFailed;

    /** Reads a key, linearizably. */
    Optional<String> get(String key) throws CallFailed;

    /** Deletes a key: how many keys that were. */
    long delete(String key) throws CallFailed;

    /** Writes a key in a transaction if it does not exist: whether it did. */
    boolean create(String key, String value) throws CallFailed;

    /** Reads a key in a transaction that writes nothing. */
    Optional<String> readInTransaction(String key) throws CallFailed;

    /** Grants a lease: its id. */
    long grant(long ttlSeconds) throws CallFailed;

    /** Ends a lease. */
    void revoke(long id) throws CallFailed;

    /**
     * Keeps a lease alive until what is returned is closed.
     *
     * @param lost to be run once, on any thread, when the client has given the lease up
     */
    AutoCloseable keepAlive(long id, Runnable lost) throws CallFailed;

    /** Starts a watch; returns when a member has taken it up. Closing what is returned ends it. */
    AutoCloseable watch(WatchWish wish, WatchTape tape) throws CallFailed;

    @Override
    void close();
}
