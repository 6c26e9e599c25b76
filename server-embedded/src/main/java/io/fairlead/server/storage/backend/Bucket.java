package io.fairlead.server.storage.backend;

import java.util.Optional;

/**
 * The small ordered tables of the applied state, by etcd's names. The records of keys are not among them: those are kept by
 * revision.
 */
public enum Bucket {
    META(1, "meta"),
    LEASE(2, "lease"),
    ALARM(3, "alarm"),
    AUTH(4, "auth"),
    AUTH_USERS(5, "authUsers"),
    AUTH_ROLES(6, "authRoles"),
    CLUSTER(7, "cluster"),
    MEMBERS(8, "members"),
    MEMBERS_REMOVED(9, "members_removed");

    private static final Bucket[] BY_CODE = new Bucket[10];

    static {
        for (Bucket bucket : values()) {
            BY_CODE[bucket.code] = bucket;
        }
    }

    private final byte code;
    private final String etcdName;

    Bucket(int code, String etcdName) {
        this.code = (byte) code;
        this.etcdName = etcdName;
    }

    /** What stands for the bucket in a file; never reused. */
    byte code() {
        return code;
    }

    static Optional<Bucket> ofCode(byte code) {
        return code > 0 && code < BY_CODE.length ? Optional.ofNullable(BY_CODE[code]) : Optional.empty();
    }

    /** The bucket's name in etcd's database. */
    public String etcdName() {
        return etcdName;
    }
}
