package io.fairlead.samples.spring;

import java.io.PrintStream;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Two instances of an application whose prices are dear to look up. */
public final class PriceList {
    private PriceList() {}

    /** What the application offers, an ordinary bean. */
    public interface Prices {
        /** What this article costs; of all who ask at the same time, one looks it up. */
        @Cacheable(cacheNames = "prices", sync = true)
        Price of(String article);

        /** This article has another price from now on. */
        @CacheEvict("prices")
        void change(String article);
    }

    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    public static class Application {
        private final CacheManager caches;

        /** With these caches. */
        public Application(CacheManager caches) {
            this.caches = caches;
        }

        /** What {@code @Cacheable} and its like use. */
        @Bean
        public JCacheCacheManager cacheManager() {
            JCacheCacheManager spring = new JCacheCacheManager(caches);
            spring.setAllowNullValues(false);
            return spring;
        }
    }

    /** Runs the sample; the argument says where the caches are. */
    public static void main(String[] args) {
        run(URI.create(args[0]), System.out);
    }

    static void run(URI caches, PrintStream out) {
        Duration hour = new Duration(TimeUnit.HOURS, 1);
        try (CacheManager manager =
                Caching.getCachingProvider().getCacheManager(caches, PriceList.class.getClassLoader())) {
            manager.createCache(
                    "prices",
                    new MutableConfiguration<String, Price>()
                            .setTypes(String.class, Price.class)
                            .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(hour)));
            try (AnnotationConfigApplicationContext first = instance("first", manager, out);
                    AnnotationConfigApplicationContext second = instance("second", manager, out)) {
                Prices one = first.getBean(Prices.class);
                Prices two = second.getBean(Prices.class);
                out.println("first says " + one.of("apple"));
                out.println("second says " + two.of("apple"));
                two.change("apple");
                out.println("first says " + one.of("apple"));
            }
        }
    }

    private static AnnotationConfigApplicationContext instance(String name, CacheManager caches, PrintStream out) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean("caches", CacheManager.class, () -> caches);
        context.registerBean("prices", Prices.class, () -> new Supplier(name, out));
        context.register(Application.class);
        context.refresh();
        return context;
    }

    /** Knows the prices, and takes its time. */
    private record Supplier(String name, PrintStream out) implements Prices {
        @Override
        public Price of(String article) {
            out.println(name + " asks the supplier for the " + article);
            return new Price(120, "EUR");
        }

        @Override
        public void change(String article) {
            out.println(name + " changes the " + article);
        }
    }
}
