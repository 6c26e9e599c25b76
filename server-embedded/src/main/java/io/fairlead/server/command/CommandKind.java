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
    AUTH_ENABLE(1000),
    AUTH_DISABLE(1011),
    AUTHENTICATE(1012),
    AUTH_USER_ADD(1100),
    AUTH_USER_DELETE(1101),
    AUTH_USER_CHANGE_PASSWORD(1103),
    AUTH_USER_GRANT_ROLE(1104),
    AUTH_USER_REVOKE_ROLE(1105),
    AUTH_ROLE_ADD(1200),
    AUTH_ROLE_DELETE(1201),
    AUTH_ROLE_GRANT_PERMISSION(1203),
    AUTH_ROLE_REVOKE_PERMISSION(1204),
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
