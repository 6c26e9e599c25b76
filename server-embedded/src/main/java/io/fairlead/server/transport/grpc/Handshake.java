package io.fairlead.server.transport.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each call between peers says in its metadata.
 *
 * @param clusterId 0 where the caller does not know yet
 * @param from 0 where the caller has no id yet
 * @param to 0 where the caller does not know whom it reaches
 * @param peerUrls where {@code from} can be reached
 */
record Handshake(int version, long clusterId, long from, long to, List<String> peerUrls) {
    /** Grows when members of the old and the new version can no longer understand each other. */
    static final int VERSION = 1;

    private static final int URLS_MAX = 16;

    private static final Metadata.Key<String> VERSION_KEY = key("fairlead-peer-version");
    private static final Metadata.Key<String> CLUSTER_KEY = key("fairlead-cluster-id");
    private static final Metadata.Key<String> FROM_KEY = key("fairlead-from");
    private static final Metadata.Key<String> TO_KEY = key("fairlead-to");
    private static final Metadata.Key<String> URLS_KEY = key("fairlead-peer-urls");
    private static final Metadata.Key<String> REFUSAL_KEY = key("fairlead-refusal");

    /** Why a handshake was refused, as the one word in the trailers. */
    enum Refusal {
        /** The sender has been removed from the cluster. */
        REMOVED,
        OTHER_CLUSTER,
        OTHER_MEMBER,
        OTHER_VERSION;

        StatusException toException(String description) {
            return new StatusException(Status.FAILED_PRECONDITION.withDescription(description), trailers());
        }

        Metadata trailers() {
            Metadata trailers = new Metadata();
            trailers.put(REFUSAL_KEY, name());
            return trailers;
        }

        static Optional<Refusal> of(@Nullable Metadata trailers) {
            String word = trailers == null ? null : trailers.get(REFUSAL_KEY);
            for (Refusal refusal : values()) {
                if (refusal.name().equals(word)) {
                    return Optional.of(refusal);
                }
            }
            return Optional.empty();
        }
    }

    Handshake {
        peerUrls = List.copyOf(peerUrls);
    }

    static Handshake from(PeerIdentity self, long to) {
        return new Handshake(VERSION, self.clusterId(), self.memberId(), to, self.peerUrls());
    }

    /** For a caller that belongs to no cluster yet. */
    static Handshake ofStranger() {
        return new Handshake(VERSION, 0, 0, 0, List.of());
    }

    Metadata toMetadata() {
        Metadata metadata = new Metadata();
        metadata.put(VERSION_KEY, Integer.toString(version));
        metadata.put(CLUSTER_KEY, Long.toHexString(clusterId));
        metadata.put(FROM_KEY, Long.toHexString(from));
        metadata.put(TO_KEY, Long.toHexString(to));
        for (String url : peerUrls) {
            metadata.put(URLS_KEY, url);
        }
        return metadata;
    }

    /** @throws IllegalArgumentException if the metadata is not what a peer sends */
    static Handshake of(Metadata metadata) {
        Iterable<String> urls = metadata.getAll(URLS_KEY);
        List<String> peerUrls = new ArrayList<>();
        if (urls != null) {
            urls.forEach(peerUrls::add);
        }
        if (peerUrls.size() > URLS_MAX) {
            throw new IllegalArgumentException(peerUrls.size() + " peer URLs");
        }
        return new Handshake(
                (int) number(metadata, VERSION_KEY),
                number(metadata, CLUSTER_KEY),
                number(metadata, FROM_KEY),
                number(metadata, TO_KEY),
                peerUrls);
    }

    private static long number(Metadata metadata, Metadata.Key<String> key) {
        String text = metadata.get(key);
        if (text == null) {
            throw new IllegalArgumentException("no " + key.name() + ": the caller is no Fairlead member");
        }
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key.name() + ": not a number: " + text, e);
        }
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
