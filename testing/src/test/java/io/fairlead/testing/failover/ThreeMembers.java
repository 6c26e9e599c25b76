package io.fairlead.testing.failover;

import io.fairlead.api.FairleadException;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Three members that can be killed and started again, whoever made them. */
interface ThreeMembers extends AutoCloseable {
    Duration PATIENCE = Duration.ofSeconds(30);
    Duration PROBE = Duration.ofSeconds(1);

    List<String> endpoints();

    /** As kill -9: nothing is handed over. Returns when the member is gone. */
    void kill(int member);

    void start(int member);

    @Override
    void close();

    /** The index of the member that leads, once every member serves and agrees. */
    default int leader() {
        try (FairleadClient client =
                FairleadClient.builder().endpoints(endpoints()).deadline(PROBE).build()) {
            return await("no leader", () -> leader(client));
        }
    }

    private Optional<Integer> leader(FairleadClient client) {
        Optional<Integer> found = Optional.empty();
        for (String endpoint : endpoints()) {
            try {
                if (!client.maintenance().health(endpoint).isHealthy()) {
                    return Optional.empty();
                }
                if (client.maintenance().status(endpoint).isLeader()) {
                    found = Optional.of(endpoints().indexOf(endpoint));
                }
            } catch (FairleadException e) {
                return Optional.empty();
            }
        }
        return found;
    }

    /** Waits until all members run, serve, and know the leader. */
    default void awaitReady() {
        if (leader() >= endpoints().size()) {
            throw new IllegalStateException("a leader outside of the cluster");
        }
    }

    /** Kills the leader: which one that was. */
    default int killLeader() {
        int leader = leader();
        kill(leader);
        return leader;
    }

    /** A look that may find something. */
    interface Look<T> {
        Optional<T> look();
    }

    /** Looks until there is a result; each look waits inside the cluster. */
    static <T> T await(String complaint, Look<T> look) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            Optional<T> seen = look.look();
            if (seen.isPresent()) {
                return seen.get();
            }
            Thread.onSpinWait();
        }
        throw new IllegalStateException(complaint + " within " + PATIENCE);
    }
}
