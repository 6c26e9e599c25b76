package io.fairlead.api.cluster;

import java.util.List;

/**
 * One member of the cluster.
 *
 * @param id unsigned; etcd prints it in hexadecimal
 * @param name empty until the member has started for the first time
 * @param peerUrls where the other members reach it
 * @param clientUrls where clients reach it; empty until it has started
 * @param learner true if it follows the log without a vote
 */
public record ClusterMember(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    public ClusterMember {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }

    /** True once the member has started and told the cluster its name. */
    public boolean hasStarted() {
        return !name.isEmpty();
    }
}
