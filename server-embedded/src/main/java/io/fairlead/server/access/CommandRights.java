package io.fairlead.server.access;

import io.fairlead.server.command.CommandKind;

/** The right that each command of the log needs when it is applied: that of the call which brought it. */
public final class CommandRights {
    private CommandRights() {}

    public static Right of(CommandKind kind) {
        return switch (kind) {
            case PUT -> Right.PUT;
            case DELETE_RANGE -> Right.DELETE_RANGE;
            case TXN -> Right.TXN;
            case COMPACTION, DOWNGRADE_INFO_SET -> Right.ADMIN;
            case LEASE_GRANT -> Right.ANY_USER;
            case LEASE_REVOKE -> Right.LEASE_REVOKE;
            case ALARM -> Right.ALARM;
            case AUTH_ENABLE,
                    AUTH_DISABLE,
                    AUTH_USER_ADD,
                    AUTH_USER_DELETE,
                    AUTH_USER_CHANGE_PASSWORD,
                    AUTH_USER_GRANT_ROLE,
                    AUTH_USER_REVOKE_ROLE,
                    AUTH_ROLE_ADD,
                    AUTH_ROLE_DELETE,
                    AUTH_ROLE_GRANT_PERMISSION,
                    AUTH_ROLE_REVOKE_PERMISSION -> Right.ADMIN;
            // The password was proved; and no client asks for what members tell each other.
            case AUTHENTICATE, LEASE_CHECKPOINT, CLUSTER_VERSION_SET, CLUSTER_MEMBER_ATTR_SET -> Right.NOBODY_ASKED;
        };
    }
}
