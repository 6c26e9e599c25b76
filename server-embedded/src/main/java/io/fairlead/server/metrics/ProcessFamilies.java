package io.fairlead.server.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;

/** The JVM and the process, by the Prometheus library's own names. Members of one process tell the same. */
final class ProcessFamilies {
    private final PrometheusRegistry registry = new PrometheusRegistry();

    ProcessFamilies() {
        JvmBufferPoolMetrics.builder().register(registry);
        JvmClassLoadingMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmMemoryMetrics.builder().register(registry);
        JvmRuntimeInfoMetric.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        ProcessMetrics.builder().register(registry);
    }

    void tell(Families to) {
        registry.scrape().forEach(to::add);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            to.gauge("os_fd_used", "File descriptors in use.", unix.getOpenFileDescriptorCount());
            to.gauge("os_fd_limit", "File descriptors there may be.", unix.getMaxFileDescriptorCount());
        }
    }
}
