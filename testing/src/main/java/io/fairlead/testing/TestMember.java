package io.fairlead.testing;

import io.fairlead.server.embed.FairleadServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One member of a {@link TestCluster}. It keeps its name, endpoint and data while it is killed and started again. */
public final class TestMember {
    private final String name;
    private final Path dataDir;
    private final String endpoint;
    private final String peerUrl;
    private final long id;
    private final MemberSettings settings;

    /** Null while the member is down; guarded by this. */
    private @Nullable FairleadServer server;

    /** Guarded by this. */
    private boolean isolated;

    TestMember(FairleadServer first, Path dataDir, MemberSettings settings) {
        this.name = first.name();
        this.dataDir = dataDir;
        this.endpoint = first.clientUrls().get(0);
        this.peerUrl = first.peerUrls().get(0);
        this.id = first.memberId();
        this.settings = settings;
        this.server = first;
    }

    /** The member's name: {@code m1}, {@code m2} and so on. */
    public String name() {
        return name;
    }

    /** The member's id, unsigned. */
    public long id() {
        return id;
    }

    /** Where clients reach it; the same after a restart. */
    public String endpoint() {
        return endpoint;
    }

    /** True unless it was killed. */
    public synchronized boolean isRunning() {
        return server != null;
    }

    /** True while it is cut off from the others. */
    public synchronized boolean isIsolated() {
        return isolated;
    }

    /** True if it runs and takes itself for the leader; an isolated one may for a while, wrongly. */
    public synchronized boolean claimsToLead() {
        return server != null && server.isLeader();
    }

    /** True once the cluster knows where clients reach this member, as it must again after every start. */
    synchronized boolean hasPublished() {
        return server != null && server.ready().isDone();
    }

    /** The server, unless the member is down. */
    public synchronized Optional<FairleadServer> server() {
        return Optional.ofNullable(server);
    }

    synchronized void kill() {
        if (server != null) {
            server.kill();
            server = null;
            isolated = false;
        }
    }

    synchronized void stop() {
        if (server != null) {
            server.close();
            server = null;
            isolated = false;
        }
    }

    /** Starts it again on its old ports with its old data. */
    synchronized void start() throws IOException {
        if (server == null) {
            server = FairleadServer.start(settings.again(name, dataDir, endpoint, peerUrl));
        }
    }

    synchronized void isolate() {
        if (server == null) {
            throw new IllegalStateException(name + " is down: there is nothing to isolate");
        }
        server.isolateFromPeers();
        isolated = true;
    }

    synchronized void heal() {
        if (server != null) {
            server.rejoinPeers();
        }
        isolated = false;
    }

    @Override
    public synchronized String toString() {
        return name + " at " + endpoint + (server == null ? ", down" : isolated ? ", isolated" : "");
    }
}
