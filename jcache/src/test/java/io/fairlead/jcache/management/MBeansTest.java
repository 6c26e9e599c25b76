package io.fairlead.jcache.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import javax.cache.configuration.MutableConfiguration;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class MBeansTest {
    private static final URI MANAGER = URI.create("fairlead://h1:1,h2:2/a?near=session");
    private static final String PLAIN = "javax.cache:type=%s,CacheManager=fairlead.//h1.1.h2.2/a.near.session,Cache=%s";

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final MBeans beans = new MBeans(server, MANAGER);

    @Test
    void statistics_registered_areReadByTheStandardName() throws JMException {
        CacheStatistics statistics = new CacheStatistics(true);
        statistics.hit(3);

        beans.registerStatistics("c:1", statistics);
        beans.registerStatistics("c:1", statistics);

        assertThat(server.getAttribute(name("CacheStatistics", "c.1"), "CacheHits"))
                .isEqualTo(3L);
        assertThat(registered()).isEqualTo(1);
    }

    @Test
    void configuration_registered_isSeenAsItIsNow() throws JMException {
        MutableConfiguration<String, Long> configuration = new MutableConfiguration<String, Long>()
                .setTypes(String.class, Long.class)
                .setReadThrough(true);
        beans.registerConfiguration("c", () -> configuration);
        ObjectName name = name("CacheConfiguration", "c");

        configuration.setStatisticsEnabled(true);

        assertThat(server.getAttribute(name, "KeyType")).isEqualTo("java.lang.String");
        assertThat(server.getAttribute(name, "ValueType")).isEqualTo("java.lang.Long");
        assertThat(server.getAttribute(name, "ReadThrough")).isEqualTo(true);
        assertThat(server.getAttribute(name, "WriteThrough")).isEqualTo(false);
        assertThat(server.getAttribute(name, "StoreByValue")).isEqualTo(true);
        assertThat(server.getAttribute(name, "StatisticsEnabled")).isEqualTo(true);
        assertThat(server.getAttribute(name, "ManagementEnabled")).isEqualTo(false);
    }

    @Test
    void names_thatComeToTheSame_standBesideEachOther() throws JMException {
        CacheStatistics first = new CacheStatistics(true);
        CacheStatistics second = new CacheStatistics(true);
        second.put(2);

        beans.registerStatistics("a,b", first);
        beans.registerStatistics("a=b", second);

        ObjectName plain = name("CacheStatistics", "a.b");
        ObjectName numbered = new ObjectName(plain + ",Instance=2");
        assertThat(server.getAttribute(plain, "CachePuts")).isEqualTo(0L);
        assertThat(server.getAttribute(numbered, "CachePuts")).isEqualTo(2L);

        beans.unregisterStatistics("a,b");

        assertThat(server.isRegistered(plain)).isFalse();
        assertThat(server.isRegistered(numbered)).isTrue();
    }

    @Test
    void unregister_takesAwayNothingOfOthers() throws JMException {
        MBeans others = new MBeans(server, MANAGER);
        others.registerStatistics("c", new CacheStatistics(true));

        beans.unregisterStatistics("c");
        beans.unregisterConfiguration("c");

        assertThat(server.isRegistered(name("CacheStatistics", "c"))).isTrue();
    }

    @Test
    void unregister_ofABeanSomebodyTookAway_doesNothing() throws JMException {
        beans.registerStatistics("c", new CacheStatistics(true));
        server.unregisterMBean(name("CacheStatistics", "c"));

        beans.unregisterStatistics("c");
        beans.registerStatistics("c", new CacheStatistics(true));

        assertThat(server.isRegistered(name("CacheStatistics", "c"))).isTrue();
    }

    private long registered() throws JMException {
        return server.queryNames(new ObjectName("javax.cache:*"), null).size();
    }

    private static ObjectName name(String type, String cache) throws JMException {
        return new ObjectName(PLAIN.formatted(type, cache));
    }
}
