package io.fairlead.server.embed;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster whose members begin with the state of a snapshot.
 *
 * @param memberId of the member that was restored
 * @param peerUrls of all its members by id, in ascending order
 */
public record RestoredCluster(long clusterId, long memberId, Map<Long, List<String>> peerUrls) {
    public RestoredCluster {
        Map<Long, List<String>> ascending = new TreeMap<>(Long::compareUnsigned);
        ascending.putAll(peerUrls);
        peerUrls = Collections.unmodifiableMap(ascending);
    }
}
