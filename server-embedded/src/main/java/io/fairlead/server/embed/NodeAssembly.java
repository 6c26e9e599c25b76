package io.fairlead.server.embed;

import io.fairlead.server.membership.Member;
import io.fairlead.server.node.Founding;
import io.fairlead.server.node.LostState;
import io.fairlead.server.node.MemberRuntime;
import io.fairlead.server.node.NodeConfig;
import io.fairlead.server.node.NodeEnvironment;
import io.fairlead.server.node.NodeLog;
import io.fairlead.server.node.NodePaths;
import io.fairlead.server.node.StartCheck;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.DamagedStateException;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.ForeignStateException;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalMetadata;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.transport.PeerAddress;
import java.io.IOException;
import java.util.List;

/**
 * The one place where a member is put together: production and the simulator differ only in the {@link NodeEnvironment}.
 *
 * @param config with the ids of cluster and member, as found in the log or worked out for a new member
 * @param founders the members of a cluster that is new, this one among them; empty for a member that joins one. Looked at only
 *     if there is no log yet
 * @param firstPeers whom to speak to until the log has told who the peers are
 */
public record NodeAssembly(
        NodeConfig config,
        NodePaths paths,
        WalOptions walOptions,
        List<Member> founders,
        List<PeerAddress> firstPeers,
        NodeLog log) {
    public NodeAssembly {
        founders = List.copyOf(founders);
        firstPeers = List.copyOf(firstPeers);
    }

    /**
     * Recovers what the disk holds, or founds what is missing, and starts the member's loops.
     *
     * @throws IOException if the data can't be used; nothing runs then
     */
    public MemberRuntime start(NodeEnvironment environment) throws IOException {
        return start(environment, StartCheck.NONE);
    }

    /** As {@link #start(NodeEnvironment)}, where {@code check} lets the recovered state pass. */
    MemberRuntime start(NodeEnvironment environment, StartCheck check) throws IOException {
        Disk disk = environment.disk();
        if (!Wal.exists(disk, paths.wal())) {
            found(disk);
        }
        Backend backend = openState(environment);
        try {
            List<PeerAddress> peers = LostState.peers(disk, paths, firstPeers);
            return MemberRuntime.start(config, paths, walOptions, backend, peers, environment, log, check);
        } catch (IOException | RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    private Backend openState(NodeEnvironment environment) throws IOException {
        try {
            return tryState(environment);
        } catch (ForeignStateException e) {
            throw e;
        } catch (DamagedStateException maybePassing) {
            return openOrSetAside(environment);
        }
    }

    /** Some reads fail once: what is damaged must be so twice. */
    private Backend openOrSetAside(NodeEnvironment environment) throws IOException {
        try {
            return tryState(environment);
        } catch (DamagedStateException damage) {
            LostState.setAside(environment.disk(), paths, firstPeers, damage, log);
            return tryState(environment);
        }
    }

    private Backend tryState(NodeEnvironment environment) throws IOException {
        return SegmentedBackend.open(
                environment.disk(),
                paths.state(),
                new FileOwner(config.clusterId(), config.memberId()),
                config.limits().stateSegmentSize(),
                environment.failpoints());
    }

    private void found(Disk disk) throws IOException {
        WalMetadata self = new WalMetadata(config.memberId(), config.clusterId());
        if (founders.isEmpty()) {
            Founding.joining(disk, paths.wal(), self, walOptions);
        } else {
            Founding.newCluster(disk, paths.wal(), self, founders, walOptions);
        }
    }
}
