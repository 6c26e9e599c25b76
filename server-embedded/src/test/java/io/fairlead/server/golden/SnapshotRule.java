package io.fairlead.server.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** The rule {@code snapshot}: chunks that count down, a database of whole sectors, and the digest of it all at the end. */
final class SnapshotRule {
    private static final int SECTOR_SIZE = 512;

    private SnapshotRule() {}

    static void check(List<JsonObject> messages) {
        assertThat(messages).as("messages of a snapshot").hasSizeGreaterThanOrEqualTo(2);
        MessageDigest digest = sha256();
        List<JsonObject> body = messages.subList(0, messages.size() - 1);
        long total = body.stream().mapToLong(message -> blob(message).length).sum();
        assertThat(total).as("size of the database").isPositive();
        assertThat(total % SECTOR_SIZE)
                .as("what is over of %d bytes in whole sectors", total)
                .isZero();
        long remaining = total;
        for (JsonObject message : body) {
            remaining -= blob(message).length;
            assertThat(remaining(message)).as("bytes still to come").isEqualTo(remaining);
            digest.update(blob(message));
        }
        JsonObject last = messages.get(messages.size() - 1);
        assertThat(remaining(last)).as("bytes still to come at the end").isZero();
        assertThat(blob(last)).as("digest").isEqualTo(digest.digest());
    }

    private static long remaining(JsonObject message) {
        return message.has("remaining_bytes") ? message.get("remaining_bytes").getAsLong() : 0;
    }

    private static byte[] blob(JsonObject message) {
        return message.has("blob")
                ? Base64.getDecoder().decode(message.get("blob").getAsString())
                : new byte[0];
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
