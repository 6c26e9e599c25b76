package io.fairlead.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.error.Outcome;
import io.fairlead.jcache.FairleadCache;
import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.NearMode;
import io.fairlead.samples.Caches;
import io.fairlead.samples.spring.Price;
import io.fairlead.testing.FairleadExtension;
import io.fairlead.testing.Faults;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code that the guide shows of caches. */
@Timeout(60)
class JCacheGuideTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    private final List<String> told = new ArrayList<>();

    @Test
    void embedded_needsNothingElse() {
        try (CacheManager manager =
                Caching.getCachingProvider().getCacheManager(URI.create("fairlead:embedded"), null)) {
            Cache<String, Integer> stock = manager.createCache(
                    "stock", new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
            stock.put("apple", 10);
            stock.putIfAbsent("pear", 3);

            assertThat(stock).extracting(Cache.Entry::getValue).containsExactlyInAnyOrder(10, 3);
        }
    }

    @Test
    void address_saysWhereAndHow() {
        String hosts = Caches.of(cluster, "").getAuthority();

        URI caches = URI.create("fairlead://" + hosts + "/shop/prices?near=bounded:100ms&deadline=3s");
        CacheManager manager = Caching.getCachingProvider().getCacheManager(caches, null);
        try (manager) {
            Cache<String, Integer> stock = stock(manager);
            stock.put("apple", 10);

            assertThat(stock.get("apple")).isEqualTo(10);
            assertThat(cluster.client()
                            .kv()
                            .get(KeyRange.prefix("shop/prices/"))
                            .entries())
                    .isNotEmpty();
        }
    }

    @Test
    void configuration_ofOneCache_goesBeforeTheAddress() {
        try (CacheManager manager = open("?near=session")) {
            Cache<String, Price> prices = manager.createCache(
                    "prices",
                    new FairleadConfiguration<>(String.class, Price.class)
                            .setNear(NearMode.bounded(Duration.ofMillis(100)))
                            .setDeadline(Duration.ofSeconds(3))
                            .setValueCodecFactory(PriceCodec::new));
            prices.put("apple", new Price(120, "EUR"));

            assertThat(prices.get("apple")).isEqualTo(new Price(120, "EUR"));
        }
    }

    @Test
    void invoke_isOneStep() {
        try (CacheManager manager = open("")) {
            Cache<String, Integer> stock = stock(manager);
            stock.put("apple", 10);

            int left = stock.invoke("apple", (entry, arguments) -> {
                int sold = entry.exists() ? entry.getValue() - 1 : 0;
                entry.setValue(sold);
                return sold;
            });

            assertThat(left).isEqualTo(9);
            assertThat(stock.get("apple")).isEqualTo(9);
        }
    }

    @Test
    void failure_saysWhatMayHaveHappened(Faults faults) {
        try (CacheManager manager = open("?deadline=1s")) {
            Cache<String, Integer> stock = stock(manager);
            faults.kill(cluster.leader());

            try {
                stock.put("apple", 7);
            } catch (CacheException e) {
                FairleadException cause = (FairleadException) e.getCause();
                if (cause.outcome() == Outcome.UNKNOWN) {
                    told.add("look before you write again: " + e.getMessage());
                } else {
                    told.add("nothing happened: " + e.getMessage());
                }
            }

            assertThat(told).hasSize(1);
            faults.repairAll();
        }
    }

    @Test
    void listener_hearsWithRevisions() {
        try (CacheManager manager = open("")) {
            Cache<String, Integer> stock = stock(manager);
            StockNews news = new StockNews(told);

            CacheEntryListenerConfiguration<String, Integer> listening = new MutableCacheEntryListenerConfiguration<>(
                    new FactoryBuilder.SingletonFactory<>(news), null, true, true); // the old value too, and at once
            stock.registerCacheEntryListener(listening);
            stock.put("apple", 10);
            stock.put("apple", 9);
            stock.put("apple", 8);

            assertThat(told).containsExactly("apple: 10 to 9", "apple: 9 to 8");
            assertThat(news.last()).isPositive();
        }
    }

    @Test
    void durableListener_goesOnWhereItStopped() {
        try (CacheManager manager = open("")) {
            register(stock(manager));
        }
        try (CacheManager meanwhile = open("")) {
            stock(meanwhile).put("apple", 10);
            stock(meanwhile).put("apple", 9);
        }
        try (CacheManager manager = open("")) {
            Cache<String, Integer> stock = stock(manager);
            register(stock);
            stock.put("apple", 8);

            assertThat(told).containsExactly("apple: 10 to 9", "apple: 9 to 8");
        }
    }

    @SuppressWarnings("unchecked") // unwrap knows no type parameters
    private void register(Cache<String, Integer> stock) {
        CacheEntryListenerConfiguration<String, Integer> listening = new MutableCacheEntryListenerConfiguration<>(
                new FactoryBuilder.SingletonFactory<>(new StockNews(told)), null, true, true);

        stock.unwrap(FairleadCache.class).registerDurableListener("bookkeeping", listening);
    }

    private static CacheManager open(String options) {
        URI caches = URI.create(Caches.of(cluster, "guide") + options);
        return Caching.getCachingProvider().getCacheManager(caches, null);
    }

    private static Cache<String, Integer> stock(CacheManager manager) {
        Cache<String, Integer> open = manager.getCache("stock", String.class, Integer.class);
        return open != null
                ? open
                : manager.createCache(
                        "stock", new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
    }
}
