package io.fairlead.jcache.embedded;

import io.fairlead.server.duty.CompactionPolicy;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.embed.ServerConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.CacheException;

/** A member that is its whole cluster. */
final class RunningMember {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LOOPBACK = "http://127.0.0.1:0";

    /** It has nobody to wait for before it elects itself. */
    private static final Duration HEARTBEAT = Duration.ofMillis(20);

    private static final Duration ELECTION_TIMEOUT = Duration.ofMillis(200);

    /** Caches write much and look back little; listeners that come back later than that are told of the gap. */
    private static final Duration HISTORY = Duration.ofMinutes(5);

    private static final AtomicLong STARTED = new AtomicLong();

    private final FairleadServer server;
    private final String endpoint;

    /** Takes the temporary directory away where a program ends without closing its caches. */
    private final Thread atExit;

    private RunningMember(FairleadServer server, String endpoint) {
        this.server = server;
        this.endpoint = endpoint;
        this.atExit = new Thread(server::close, "fairlead-jcache-exit");
    }

    static RunningMember start(Optional<Path> data) {
        String name = "fairlead-jcache-" + ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet();
        try {
            RunningMember member = new RunningMember(FairleadServer.start(config(name, data)), "inprocess:" + name);
            Runtime.getRuntime().addShutdownHook(member.atExit);
            member.awaitReady();
            return member;
        } catch (IOException e) {
            throw new CacheException("the embedded member does not start: " + e.getMessage(), e);
        }
    }

    private static ServerConfig config(String name, Optional<Path> data) {
        ServerConfigBuilder builder = ServerConfig.builder()
                .name("embedded")
                .listenPeerUrls(LOOPBACK)
                .listenClientUrls(LOOPBACK)
                .inProcessName(name)
                .heartbeatInterval(HEARTBEAT)
                .electionTimeout(ELECTION_TIMEOUT)
                .autoCompaction(new CompactionPolicy.KeepPeriod(HISTORY.toNanos()))
                // What is thrown away when the process ends need not outlive the machine.
                .unsafeNoFsync(data.isEmpty());
        data.ifPresent(builder::dataDir);
        return builder.build();
    }

    private void awaitReady() {
        try {
            server.awaitReady(PATIENCE);
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new CacheException("interrupted while the embedded member started", e);
        } catch (TimeoutException | IllegalStateException e) {
            stop();
            throw new CacheException("the embedded member does not start: " + e.getMessage(), e);
        }
    }

    String endpoint() {
        return endpoint;
    }

    /** Whether it has stopped by itself, as when its disk fails. */
    boolean hasEnded() {
        return server.ended().isDone();
    }

    void stop() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is on its way down, and closing twice does no harm.
        }
        server.close();
    }
}
