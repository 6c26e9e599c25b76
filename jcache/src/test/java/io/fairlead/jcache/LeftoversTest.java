package io.fairlead.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.NearMode;
import io.fairlead.jcache.spi.FairleadCachingProvider;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program that has closed its provider still has of it: nothing. */
class LeftoversTest {
    private static final long PATIENCE_MILLIS = 10_000;

    @TempDir
    private Path data;

    @Test
    void provider_closed_leavesNoThreadAndNoBean() throws InterruptedException, JMException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        FairleadCachingProvider provider = new FairleadCachingProvider();
        CountDownLatch heard = new CountDownLatch(1);
        CacheEntryCreatedListener<String, String> listener = events -> heard.countDown();
        Cache<String, String> cache = provider.getCacheManager(URI.create("fairlead:embedded?data=" + data), null)
                .createCache(
                        "busy",
                        new FairleadConfiguration<>(String.class, String.class)
                                .setNear(NearMode.session())
                                .setStatisticsEnabled(true)
                                .setManagementEnabled(true)
                                .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                                        () -> listener, null, false, false)));
        cache.put("a", "1");
        heard.await();
        assertThat(beans()).hasSize(2);

        provider.close();

        Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
        ours.removeAll(before);
        for (Thread thread : ours) {
            thread.join(PATIENCE_MILLIS);
        }
        List<String> left =
                ours.stream().filter(Thread::isAlive).map(Thread::getName).toList();
        assertThat(left).isEmpty();
        assertThat(beans()).isEmpty();
    }

    private Set<ObjectName> beans() throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("javax.cache:*,CacheManager=fairlead.embedded.data." + data), null);
    }
}
