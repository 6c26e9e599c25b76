package io.fairlead.server.embed;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.Versions;
import io.fairlead.server.metrics.MetricsPage;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.rpc.MetricsPort;
import io.fairlead.server.rpc.PortMeters;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What others see of how one member is doing: the page with its metrics, the port for that alone where one is asked for, and the
 * thread on which scrapes are worked out.
 */
final class Monitoring implements AutoCloseable {
    private static final int SCRAPES_WAITING_MAX = 8;
    private static final int IDLE_SECONDS = 120;

    private final StartedMember member;
    private final MonitoringConfig config;
    private final PortMeters meters;
    private final ThreadPoolExecutor scrapes;
    private final HttpPage page;
    private @Nullable MetricsPort port;

    Monitoring(StartedMember member, Clock clock, Versions versions) {
        this.member = member;
        this.config = member.config().monitoring();
        this.meters = PortMeters.of(clock, config.warningUnaryRequestDuration());
        this.scrapes = thread(member.config().name() + "-metrics");
        this.page = new MetricsPage(
                member.runtime().meters(),
                member.peerMeters(),
                member.diskMeters(),
                meters,
                versions,
                config.extensive(),
                scrapes);
    }

    private static ThreadPoolExecutor thread(String name) {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(SCRAPES_WAITING_MAX), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    PortMeters meters() {
        return meters;
    }

    HttpPage page() {
        return page;
    }

    /** Opens the port for metrics alone, where the config asks for one. */
    void openPort() throws IOException {
        if (!config.listenMetricsUrls().isEmpty()) {
            port = MetricsPort.open(
                    MemberStart.listenUrls(config.listenMetricsUrls()),
                    member.tls().client(),
                    member.runtime().node(),
                    member.eventLoops(),
                    meters,
                    List.of(page));
        }
    }

    /** Where metrics alone are served, as bound; none where no such port was asked for. */
    List<String> urls() {
        MetricsPort opened = port;
        return opened == null
                ? List.of()
                : opened.urls().stream().map(ListenUrl::toString).toList();
    }

    @Override
    public void close() {
        MetricsPort opened = port;
        if (opened != null) {
            opened.close();
        }
        scrapes.shutdownNow();
    }
}
