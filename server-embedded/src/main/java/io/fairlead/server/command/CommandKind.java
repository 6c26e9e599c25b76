package io.fairlead.server.command;

/** The commands this release writes to its log, with their field numbers in {@code InternalRaftRequest}. */
public enum CommandKind {
    PUT(4),
    DELETE_RANGE(5),
    TXN(6),
    COMPACTION(7),
    LEASE_GRANT(8),
    LEASE_REVOKE(9),
    ALARM(10),
    LEASE_CHECKPOINT(11),
    CLUSTER_VERSION_SET(1300),
    CLUSTER_MEMBER_ATTR_SET(1301),
    DOWNGRADE_INFO_SET(1302);

    private final int fieldNumber;

    CommandKind(int fieldNumber) {
        this.fieldNumber = fieldNumber;
    }

    public int fieldNumber() {
        return fieldNumber;
    }
}
