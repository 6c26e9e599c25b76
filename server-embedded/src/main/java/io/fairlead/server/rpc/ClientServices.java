package io.fairlead.server.rpc;

import io.fairlead.server.coordination.ElectionOperations;
import io.fairlead.server.coordination.LockOperations;
import io.fairlead.server.http.Versions;
import io.fairlead.server.node.Node;
import io.fairlead.server.port.CallLoops;
import io.fairlead.server.txn.RequestRules;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.List;

/**
 * The services of one member for clients, each behind the doors that every call comes through, whatever it came on.
 *
 * @param definitions to be added to servers
 */
record ClientServices(
        List<ServerServiceDefinition> definitions,
        HealthStatusManager health,
        WatchService watches,
        SnapshotCalls snapshots,
        PasswordDesk passwords)
        implements AutoCloseable {
    static ClientServices of(ClientPortConfig config, Node node, CallLoops loops, Versions versions) {
        return of(config, config.messageBytesMax(), node, loops, versions);
    }

    /** @param fragmentBytesMax watch responses that may come in pieces are cut below this size */
    static ClientServices of(
            ClientPortConfig config, int fragmentBytesMax, Node node, CallLoops loops, Versions versions) {
        HealthStatusManager health = new HealthStatusManager();
        Desk desk = new Desk(node, loops);
        WatchService watches =
                new WatchService(node, desk, loops, new WatchPermits(), fragmentBytesMax, config.streams());
        SnapshotCalls snapshots = new SnapshotCalls(node, versions.storage());
        PasswordDesk passwords = PasswordDesk.of(node);
        RequestChecks checks = new RequestChecks(new RequestRules(config.txnOpsMax()), config.requestBytesMax());
        List<BindableService> services = List.of(
                new KvService(node, desk, checks),
                new LeaseService(node, desk),
                watches,
                new LockService(new LockOperations(node), desk.withoutCodes()),
                new ElectionService(new ElectionOperations(node), desk.withoutCodes()),
                new ClusterService(node, desk),
                new MaintenanceService(node, desk, versions, config.quotaBytes(), snapshots),
                new AuthService(node, desk, passwords),
                health.getHealthService());
        MessageSizeLimit sizes = new MessageSizeLimit(config.messageBytesMax());
        LeaderRequired leaderRequired = new LeaderRequired(node);
        Credentials credentials = new Credentials(node, checks, loops, config.identifiesByCertificate());
        List<ServerServiceDefinition> definitions = services.stream()
                .map(service ->
                        ServerInterceptors.intercept(sizes.limit(service.bindService()), leaderRequired, credentials))
                .toList();
        return new ClientServices(definitions, health, watches, snapshots, passwords);
    }

    /** Whoever asks for this member's health hears from now on that it does not serve. */
    void announceEnd() {
        health.enterTerminalState();
    }

    /** Ends the watch streams; new ones end at once. */
    void endWatches() {
        watches.close();
    }

    /** Ends the threads. To be called when no call is open any more; blocks until they have ended, for a few seconds at most. */
    @Override
    public void close() {
        snapshots.close();
        passwords.close();
    }
}
