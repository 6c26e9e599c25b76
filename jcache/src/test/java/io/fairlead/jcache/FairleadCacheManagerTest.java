package io.fairlead.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fairlead.client.FairleadClient;
import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.OnClose;
import io.fairlead.jcache.spi.FairleadCachingProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.EternalExpiryPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Managers over one embedded member; each provider stands for a program of its own. */
class FairleadCacheManagerTest {
    private static final FairleadCachingProvider KEEPER = new FairleadCachingProvider();
    private static final URI HERE = URI.create("fairlead:embedded/managers");

    private final FairleadCachingProvider provider = new FairleadCachingProvider();
    private final FairleadCachingProvider elsewhere = new FairleadCachingProvider();
    private final CacheManager manager = provider.getCacheManager(HERE, null);
    private final CacheManager other = elsewhere.getCacheManager(HERE, null);

    @BeforeAll
    static void keepTheMember() {
        CacheManager unused = KEEPER.getCacheManager(URI.create("fairlead:embedded"), null);
    }

    @AfterAll
    static void letItGo() {
        KEEPER.close();
    }

    @AfterEach
    void close() {
        provider.close();
        elsewhere.close();
    }

    @Test
    void cache_createdTwiceInOneManager_isRefused() {
        Cache<String, String> unused = manager.createCache("twice", strings());

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> manager.createCache("twice", strings()))
                .withMessageContaining("twice is open in this manager already");
    }

    @Test
    void cache_createdByTwoManagers_isOneCache() {
        Cache<String, String> here = manager.createCache("shared", strings());
        Cache<String, String> there = other.createCache("shared", strings());

        here.put("a", "1");

        assertThat(there.get("a")).isEqualTo("1");
    }

    @Test
    void cache_createdElsewhereWithOtherTypes_isRefused() {
        Cache<String, String> unused = manager.createCache("typed", strings());

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> other.createCache(
                        "typed", new MutableConfiguration<String, Long>().setTypes(String.class, Long.class)))
                .withMessageContaining("value type");
        assertThat(other.getCacheNames()).isEmpty();
    }

    @Test
    void cache_storedByReference_isNotSupported() {
        MutableConfiguration<String, String> byReference = strings().setStoreByValue(false);

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> manager.createCache("reference", byReference));
    }

    @Test
    void cache_openElsewhereOnly_isNotKnownHere() {
        Cache<String, String> unused = other.createCache("far", strings());

        assertThat((Object) manager.getCache("far")).isNull();
        assertThat(manager.getCacheNames()).isEmpty();
    }

    @Test
    void cache_askedForWithOtherTypes_isRefused() {
        Cache<String, String> cache = manager.createCache("asked", strings());

        assertThat(manager.getCache("asked", String.class, String.class)).isSameAs(cache);
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> manager.getCache("asked", String.class, Long.class));
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> manager.getCache("asked", Long.class, String.class));
    }

    @Test
    void close_byDefault_keepsTheEntries() {
        manager.createCache("kept", strings()).put("a", "1");
        manager.close();

        Cache<String, String> again = provider.getCacheManager(HERE, null).createCache("kept", strings());

        assertThat(again.get("a")).isEqualTo("1");
    }

    @Test
    void close_whereDestroyIsAskedFor_destroysForEverybody() {
        Cache<String, String> here = manager.createCache(
                "gone", new FairleadConfiguration<>(String.class, String.class).setOnClose(OnClose.DESTROY));
        Cache<String, String> there = other.createCache("gone", strings());
        here.put("a", "1");

        here.close();

        assertThatIllegalStateException().isThrownBy(() -> there.get("a"));
        assertThat(there.isClosed()).isTrue();
        assertThat(other.getCacheNames()).isEmpty();
        assertThat(manager.getCacheNames()).isEmpty();
    }

    @Test
    void destroy_ofAnOpenCache_closesIt() {
        Cache<String, String> cache = manager.createCache("destroyed", strings());
        cache.put("a", "1");

        manager.destroyCache("destroyed");

        assertThat(cache.isClosed()).isTrue();
        assertThat(manager.getCacheNames()).isEmpty();
        assertThat(manager.<String, String, MutableConfiguration<String, String>>createCache("destroyed", strings())
                        .get("a"))
                .isNull();
    }

    @Test
    void destroy_ofACacheOpenElsewhere_closesItThereAtItsNextCall() {
        Cache<String, String> there = other.createCache("remote", strings());
        there.put("a", "1");

        manager.destroyCache("remote");
        Cache<String, String> next = manager.createCache("remote", strings());

        assertThatIllegalStateException().isThrownBy(() -> there.put("a", "2"));
        assertThat(next.get("a")).isNull();
    }

    @Test
    void destroy_ofNothing_doesNothing() {
        manager.destroyCache("never");

        assertThat(manager.getCacheNames()).isEmpty();
    }

    @Test
    void names_takenBeforeAChange_stay() {
        Cache<String, String> unused = manager.createCache("one", strings());
        Iterable<String> names = manager.getCacheNames();

        manager.destroyCache("one");

        assertThat(names).containsExactly("one");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> names.iterator().remove());
    }

    @Test
    void manager_closed_letsNobodyIn() {
        Cache<String, String> cache = manager.createCache("shut", strings());

        manager.close();
        manager.close();

        assertThat(manager.isClosed()).isTrue();
        assertThat(cache.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> manager.createCache("new", strings()));
        assertThatIllegalStateException().isThrownBy(() -> manager.getCache("shut"));
        assertThatIllegalStateException().isThrownBy(manager::getCacheNames);
        assertThatIllegalStateException().isThrownBy(() -> manager.destroyCache("shut"));
        assertThatIllegalStateException().isThrownBy(() -> manager.enableStatistics("shut", true));
        assertThatIllegalStateException().isThrownBy(() -> manager.enableManagement("shut", true));
    }

    @Test
    void cache_createdWhileTheManagerCloses_isNotLeftOpen() throws InterruptedException {
        Thread closer = new Thread(manager::close, "closer");
        FairleadConfiguration<String, String> configuration = new FairleadConfiguration<>(String.class, String.class)
                .setExpiryPolicyFactory(() -> {
                    closer.start();
                    return new EternalExpiryPolicy();
                });

        Cache<String, String> cache = manager.createCache("late", configuration);
        closer.join();

        assertThat(cache.isClosed()).isTrue();
        assertThat(manager.isClosed()).isTrue();
    }

    @Test
    void switches_ofACacheThatIsNotOpen_areRefused() {
        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> manager.enableStatistics("none", true));
        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> manager.enableManagement("none", true));
    }

    @Test
    void properties_changedAfterwards_changeNothing() {
        Properties behind = new Properties();
        behind.setProperty("com.example.hint", "1");
        Properties given = new Properties(behind);
        given.setProperty("fairlead.jcache.deadline", "2s");
        CacheManager own = provider.getCacheManager(URI.create("fairlead:embedded/properties"), null, given);

        given.setProperty("com.example.hint", "2");
        Object unused = own.getProperties().setProperty("com.example.hint", "3");

        assertThat(own.getProperties()).containsEntry("com.example.hint", "1").hasSize(2);
        assertThat(own.unwrap(FairleadClient.class).deadline()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void unwrap_givesManagerAndClientAlone() {
        assertThat(manager.unwrap(FairleadCacheManager.class)).isSameAs(manager);
        assertThat(manager.unwrap(FairleadClient.class).kv().get("none")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> manager.unwrap(String.class));
    }

    @Test
    void namespaces_ofTwoUris_areApart() {
        CacheManager apart = provider.getCacheManager(URI.create("fairlead:embedded/apart"), null);
        manager.createCache("same", strings()).put("a", "1");

        assertThat(apart.<String, String, MutableConfiguration<String, String>>createCache("same", strings())
                        .get("a"))
                .isNull();
    }

    @Test
    void cluster_thatDoesNotAnswer_failsTheCreationAndLeavesNothing() {
        CacheManager lost = provider.getCacheManager(URI.create("fairlead://127.0.0.1:1?deadline=200ms"), null);

        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> lost.createCache("none", strings()));
        assertThat(lost.getCacheNames()).isEmpty();
    }

    @Test
    void passwordFile_missing_isToldWhenTheManagerOpens() {
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> provider.getCacheManager(
                        URI.create("fairlead://127.0.0.1:1?user=u&password-file=/none/such"), null))
                .withMessageContaining("/none/such");
    }

    private static MutableConfiguration<String, String> strings() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }
}
