package io.fairlead.jcache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.fairlead.jcache.FairleadCacheManager;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.OptionalFeature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Managers that go nowhere: of a cluster that is not asked for anything. */
class FairleadCachingProviderTest {
    private static final String PROPERTY = "fairlead.jcache.uri";
    private static final URI NOWHERE = URI.create("fairlead://127.0.0.1:1");
    private static final URI NOWHERE_ELSE = URI.create("fairlead://127.0.0.1:1/else");

    private final FairleadCachingProvider provider = new FairleadCachingProvider();
    private final ClassLoader loader = new URLClassLoader(new URL[0]);

    @AfterEach
    void close() {
        provider.close();
        System.clearProperty(PROPERTY);
    }

    @Test
    void provider_isFoundByJavaxCache() {
        assertThat(Caching.getCachingProvider()).isInstanceOf(FairleadCachingProvider.class);
    }

    @Test
    void manager_ofTheSameUriAndClassLoader_isTheSame() {
        CacheManager manager = provider.getCacheManager(NOWHERE, loader);
        Properties other = new Properties();
        other.setProperty("com.example", "1");

        assertThat(provider.getCacheManager(NOWHERE, loader, other)).isSameAs(manager);
        assertThat(provider.getCacheManager(NOWHERE_ELSE, loader)).isNotSameAs(manager);
        assertThat(provider.getCacheManager(NOWHERE, null)).isNotSameAs(manager);
        assertThat(manager.getURI()).isEqualTo(NOWHERE);
        assertThat(manager.getClassLoader()).isSameAs(loader);
        assertThat(manager.getCachingProvider()).isSameAs(provider);
    }

    @Test
    void manager_closed_isFollowedByANewOne() {
        CacheManager manager = provider.getCacheManager(NOWHERE, loader);

        manager.close();

        assertThat(provider.getCacheManager(NOWHERE, loader)).isNotSameAs(manager);
    }

    @Test
    void close_ofAClassLoader_closesItsManagersAlone() {
        CacheManager its = provider.getCacheManager(NOWHERE, loader);
        CacheManager itsOther = provider.getCacheManager(NOWHERE_ELSE, loader);
        CacheManager another = provider.getCacheManager(NOWHERE, null);

        provider.close(loader);

        assertThat(its.isClosed()).isTrue();
        assertThat(itsOther.isClosed()).isTrue();
        assertThat(another.isClosed()).isFalse();

        provider.close((ClassLoader) null);

        assertThat(another.isClosed()).isTrue();
    }

    @Test
    void close_ofAUri_closesItsManagerAlone() {
        CacheManager its = provider.getCacheManager(NOWHERE, loader);
        CacheManager another = provider.getCacheManager(NOWHERE_ELSE, loader);

        provider.close(NOWHERE, loader);
        provider.close(NOWHERE, null);

        assertThat(its.isClosed()).isTrue();
        assertThat(another.isClosed()).isFalse();
    }

    @Test
    void close_closesAllAndTheProviderGoesOn() {
        CacheManager one = provider.getCacheManager(NOWHERE, loader);
        CacheManager two = provider.getCacheManager(NOWHERE_ELSE, null);

        provider.close();
        provider.close();

        assertThat(one.isClosed()).isTrue();
        assertThat(two.isClosed()).isTrue();
        assertThat(provider.getCacheManager(NOWHERE, loader).isClosed()).isFalse();
    }

    @Test
    void uri_notGiven_isWhatThePropertySays() {
        System.setProperty(PROPERTY, NOWHERE_ELSE.toString());

        assertThat(provider.getCacheManager().getURI()).isEqualTo(NOWHERE_ELSE);
        assertThat(provider.getCacheManager(null, loader).getURI()).isEqualTo(NOWHERE_ELSE);

        provider.close(null, loader);

        assertThat(provider.getCacheManager().isClosed()).isFalse();
    }

    @Test
    void uri_saidNowhere_isEmbedded() {
        assertThat(provider.getDefaultURI()).isEqualTo(URI.create("fairlead:embedded"));
        assertThat(provider.getDefaultProperties()).isEmpty();
    }

    @Test
    void options_amongTheSystemProperties_areForManagersWithoutProperties() {
        System.setProperty(PROPERTY, NOWHERE.toString());
        System.setProperty("fairlead.jcache.near", "session");
        try {
            Properties own = new Properties();

            assertThat(provider.getDefaultProperties()).containsOnly(entry("fairlead.jcache.near", "session"));
            assertThat(provider.getCacheManager(NOWHERE, loader).getProperties())
                    .containsOnly(entry("fairlead.jcache.near", "session"));
            assertThat(provider.getCacheManager(NOWHERE_ELSE, loader, own).getProperties())
                    .isEmpty();
        } finally {
            System.clearProperty("fairlead.jcache.near");
        }
    }

    @Test
    void uri_saidNowhere_isWarnedOfOnce() {
        List<LogRecord> told = new ArrayList<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(FairleadCachingProvider.class.getName());
        logger.addHandler(ear);
        try {
            assertThat(provider.getDefaultURI()).isEqualTo(provider.getDefaultURI());
            CacheManager unused = provider.getCacheManager(NOWHERE, loader);
        } finally {
            logger.removeHandler(ear);
        }

        assertThat(told).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARNING);
            assertThat(line.getMessage()).contains("-D" + PROPERTY);
        });
    }

    @Test
    void property_thatIsNoUri_isToldByItsName() {
        System.setProperty(PROPERTY, "fairlead://not a uri");

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(provider::getCacheManager)
                .withMessageContaining(PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://h:1", "fairlead://h?neer=session", "fairlead://h:port", "fairlead://h?tls-ca=/none/such"
            })
    void uri_thatCannotBeUsed_isACacheExceptionAndNoManager(String uri) {
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> provider.getCacheManager(URI.create(uri), loader));
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> provider.getCacheManager(URI.create(uri), loader));
    }

    @Test
    void storeByReference_isNotSupported() {
        assertThat(provider.isSupported(OptionalFeature.STORE_BY_REFERENCE)).isFalse();
    }

    @Test
    void manager_opensAndCloses_withoutACluster() {
        FairleadCacheManager manager = provider.getCacheManager(NOWHERE, loader).unwrap(FairleadCacheManager.class);

        manager.close();

        assertThat(manager.isClosed()).isTrue();
    }
}
