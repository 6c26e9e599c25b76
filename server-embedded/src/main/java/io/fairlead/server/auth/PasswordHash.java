package io.fairlead.server.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.IllegalBCryptFormatException;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Passwords to bcrypt hashes, the same as Go's bcrypt makes, so that users can move from etcd to us and back with their
 * passwords. Takes tens of milliseconds of a processor by design: never on a loop or an event loop.
 */
public final class PasswordHash {
    /** Go's bcrypt, and so etcd, takes no longer password. */
    public static final int PASSWORD_BYTES_MAX = 72;

    public static final int COST_MIN = BCrypt.MIN_COST;
    public static final int COST_MAX = BCrypt.MAX_COST;

    /**
     * bcrypt's key is the password with a NUL behind it, cut at 72 bytes. A password of 72 bytes leaves no room for the NUL; the
     * library would cut off a byte of the password instead.
     */
    private static final BCrypt.Version WITHOUT_NUL = new BCrypt.Version(
            BCrypt.Version.VERSION_2A.versionIdentifier,
            true,
            false,
            PASSWORD_BYTES_MAX,
            BCrypt.Version.VERSION_2A.formatter,
            BCrypt.Version.VERSION_2A.parser);

    private PasswordHash() {}

    /**
     * The hash of a password, as text.
     *
     * @param password at most {@link #PASSWORD_BYTES_MAX} bytes
     */
    public static byte[] of(byte[] password, int cost, SecureRandom random) {
        if (password.length > PASSWORD_BYTES_MAX) {
            throw new IllegalArgumentException("a password of " + password.length + " bytes");
        }
        byte[] salt = new byte[BCrypt.SALT_LENGTH];
        random.nextBytes(salt);
        return BCrypt.Version.VERSION_2A.formatter.createHashMessage(hash(password, cost, salt));
    }

    /** Does {@code hash} belong to {@code password}? False for a hash that is none. */
    public static boolean matches(byte[] password, byte[] hash) {
        if (hash.length == 0) {
            return false;
        }
        BCrypt.HashData expected;
        try {
            expected = BCrypt.Version.VERSION_2A.parser.parse(hash);
        } catch (IllegalBCryptFormatException e) {
            return false;
        }
        byte[] found = hash(password, expected.cost, expected.rawSalt).rawHash;
        return MessageDigest.isEqual(found, expected.rawHash);
    }

    private static BCrypt.HashData hash(byte[] password, int cost, byte[] salt) {
        boolean full = password.length >= PASSWORD_BYTES_MAX;
        byte[] used = Arrays.copyOf(password, Math.min(password.length, PASSWORD_BYTES_MAX));
        try {
            return BCrypt.with(full ? WITHOUT_NUL : BCrypt.Version.VERSION_2A, LongPasswordStrategies.none())
                    .hashRaw(cost, salt, used);
        } finally {
            Arrays.fill(used, (byte) 0);
        }
    }
}
