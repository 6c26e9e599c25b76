package io.fairlead.server.embed;

import io.fairlead.server.auth.JwtKeys;
import io.fairlead.server.auth.JwtOptions;
import io.fairlead.server.auth.JwtTokens;
import io.fairlead.server.auth.OpaqueTokens;
import io.fairlead.server.auth.Proofs;
import io.fairlead.server.auth.Tokens;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** Puts together by what a member's clients prove who they are. */
final class ProofSetup {
    /** Larger than any key or chain of certificates. */
    private static final int KEY_FILE_BYTES_MAX = 1 << 20;

    private ProofSetup() {}

    /**
     * Reads the keys if there are any. Blocks.
     *
     * @throws IOException if they can't be read or are no keys of the method; the message says why
     */
    static Proofs of(AuthConfig config, Clock clock, Disk disk) throws IOException {
        SecureRandom random = new SecureRandom();
        return new Proofs(tokens(config, clock, random, disk), config.bcryptCost(), random);
    }

    private static Tokens tokens(AuthConfig config, Clock clock, SecureRandom random, Disk disk) throws IOException {
        if (config.token().equals("simple")) {
            return new OpaqueTokens(clock, random, config.tokenTtl());
        }
        JwtOptions options = JwtOptions.parse(config.token());
        try {
            JwtKeys keys = JwtKeys.of(options, content(options.publicKey(), disk), content(options.privateKey(), disk));
            return new JwtTokens(options, keys, clock);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Optional<byte[]> content(Optional<String> path, Disk disk) throws IOException {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try (DiskFile file = disk.openForReading(Path.of(path.get()))) {
            long size = file.size();
            if (size > KEY_FILE_BYTES_MAX) {
                throw new IOException(path.get() + " is too large for a key: " + size + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            int read = file.read(content, 0);
            return Optional.of(Arrays.copyOf(content.array(), read));
        }
    }
}
