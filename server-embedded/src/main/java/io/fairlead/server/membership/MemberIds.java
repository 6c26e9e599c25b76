package io.fairlead.server.membership;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * Ids as etcd computes them: the first eight bytes of a SHA-1. SHA-1 names things here, it guards nothing; a well-known
 * scheme lets every member of a new cluster work out the same ids without talking to the others.
 */
public final class MemberIds {
    private MemberIds() {}

    /** Id of a member that the cluster is born with: its sorted peer URLs, then the cluster token. */
    public static long initialMember(List<String> peerUrls, String clusterToken) {
        return hash(String.join("", peerUrls.stream().sorted().toList()) + clusterToken);
    }

    /** Id of a member added at run time: its sorted peer URLs, then the time in seconds, so that ids are never reused. */
    public static long addedMember(List<String> peerUrls, long unixSeconds) {
        return hash(String.join("", peerUrls.stream().sorted().toList()) + unixSeconds);
    }

    /** Id of a cluster: the ids of the members it is born with. It never changes afterwards. */
    public static long cluster(Collection<Long> memberIds) {
        ByteBuffer ids = ByteBuffer.allocate(Long.BYTES * memberIds.size());
        memberIds.stream().sorted(Long::compareUnsigned).forEach(ids::putLong);
        return firstLong(ids.array());
    }

    /** As etcd prints ids: hexadecimal without leading zeros. */
    public static String toText(long id) {
        return Long.toHexString(id);
    }

    private static long hash(String text) {
        return firstLong(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long firstLong(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(bytes))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
