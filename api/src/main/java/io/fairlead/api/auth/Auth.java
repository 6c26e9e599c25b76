package io.fairlead.api.auth;

import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;

/**
 * Users, roles and permissions, with blocking calls; {@link #async()} has the same without waiting. Only those who act as the
 * role {@code root} may change anything, once authentication is enabled.
 *
 * <p>Every call ends within the deadline of the client. Failures are {@link io.fairlead.api.FairleadException}s. Reads are
 * repeated at other endpoints by themselves, changes only while it is certain that they were not applied; on outcome UNKNOWN
 * look before asking again.
 *
 * <p>Safe to share between threads. A waiting thread may be interrupted: the call is cancelled.
 */
public interface Auth {
    /**
     * Requires from now on that callers say who they are. Needs a user {@code root} with the role {@code root}; fails with
     * ROOT_USER_NOT_FOUND or ROOT_ROLE_NOT_GRANTED otherwise. Nothing is changed where it is enabled already.
     */
    Header enable();

    /**
     * Takes every call from now on, whoever makes it. Users and roles stay. Nothing is changed where it is disabled already.
     */
    Header disable();

    /** Whether callers must say who they are. */
    AuthStatus status();

    /**
     * Adds a user with a password. Fails with USER_EXISTS, USER_EMPTY or PASSWORD_TOO_LONG. The array is read before this
     * returns, and left as it is.
     */
    Header addUser(String name, char[] password);

    /** Adds a user who is known by a certificate alone. Fails with USER_EXISTS or USER_EMPTY. */
    Header addUserWithoutPassword(String name);

    /** The user with this name; fails with USER_NOT_FOUND where there is none. */
    UserInfo user(String name);

    /** All users. */
    UserList users();

    /**
     * Deletes a user; fails with USER_NOT_FOUND where there is none, and for {@code root} while authentication is enabled with
     * INVALID_AUTH_MANAGEMENT.
     */
    Header deleteUser(String name);

    /**
     * Gives a user another password; the user's tokens end. Fails with USER_NOT_FOUND or PASSWORD_TOO_LONG. The array is read
     * before this returns, and left as it is.
     */
    Header changePassword(String name, char[] password);

    /** Lets a user act as a role. Fails with USER_NOT_FOUND or ROLE_NOT_FOUND. */
    Header grantRole(String user, String role);

    /** Takes a role from a user. Fails with USER_NOT_FOUND or ROLE_NOT_GRANTED. */
    Header revokeRole(String user, String role);

    /** Adds a role that permits nothing yet. Fails with ROLE_EXISTS or ROLE_EMPTY. */
    Header addRole(String name);

    /** The role with this name; fails with ROLE_NOT_FOUND where there is none. */
    RoleInfo role(String name);

    /** All roles. */
    RoleList roles();

    /**
     * Deletes a role, also from the users who have it. Fails with ROLE_NOT_FOUND, and for {@code root} while authentication is
     * enabled with INVALID_AUTH_MANAGEMENT.
     */
    Header deleteRole(String name);

    /** Permits something to a role; replaces what it permitted on the very same range. Fails with ROLE_NOT_FOUND. */
    Header grantPermission(String role, Permission permission);

    /** Takes back what a role permits on exactly this range. Fails with ROLE_NOT_FOUND or PERMISSION_NOT_GRANTED. */
    Header revokePermission(String role, KeyRange range);

    /** The same contract without waiting. */
    AsyncAuth async();
}
