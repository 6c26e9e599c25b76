package io.fairlead.server.embed;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How a member is watched. Names are those of etcd's flags.
 *
 * @param listenMetricsUrls where {@code /metrics}, {@code /health}, {@code /livez} and {@code /readyz} are answered beside the
 *     client port, and nothing else; port 0 takes a free port; none by default
 * @param extensive whether metrics tell how long calls took, as etcd's {@code --metrics=extensive}
 * @param warningUnaryRequestDuration a call that takes longer is worth a line in the log; zero for never
 * @param warningApplyDuration a command that takes longer to be applied is worth a line in the log, and is counted
 */
public record MonitoringConfig(
        List<URI> listenMetricsUrls,
        boolean extensive,
        Duration warningUnaryRequestDuration,
        Duration warningApplyDuration) {
    public MonitoringConfig {
        listenMetricsUrls = List.copyOf(listenMetricsUrls);
    }

    /** etcd's: no port of its own, basic metrics, warnings from 300 and from 100 milliseconds on. */
    public static MonitoringConfig defaults() {
        return new MonitoringConfig(List.of(), false, Duration.ofMillis(300), Duration.ofMillis(100));
    }

    public MonitoringConfig withListenMetricsUrls(String... urls) {
        List<URI> parsed = List.of(urls).stream().map(URI::create).toList();
        return new MonitoringConfig(parsed, extensive, warningUnaryRequestDuration, warningApplyDuration);
    }

    public MonitoringConfig withExtensive(boolean on) {
        return new MonitoringConfig(listenMetricsUrls, on, warningUnaryRequestDuration, warningApplyDuration);
    }

    public MonitoringConfig withWarningUnaryRequestDuration(Duration value) {
        return new MonitoringConfig(listenMetricsUrls, extensive, value, warningApplyDuration);
    }

    public MonitoringConfig withWarningApplyDuration(Duration value) {
        return new MonitoringConfig(listenMetricsUrls, extensive, warningUnaryRequestDuration, value);
    }
}
