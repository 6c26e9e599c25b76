package io.fairlead.samples.limiter;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

/** Customers may make so many calls a day, whichever of many JVMs they reach. Run it in several at once. */
public final class CallLimit {
    private static final int CALLS_A_DAY = 50;

    private CallLimit() {}

    /** Arguments: where the caches are, as in {@code fairlead://127.0.0.1:2379/limits}; the customer; how many calls. */
    public static void main(String[] args) {
        System.out.println(letThrough(URI.create(args[0]), args[1], Integer.parseInt(args[2])));
    }

    /** Makes so many calls for a customer, from four threads, and says how many were let through. */
    static int letThrough(URI caches, String customer, int calls) {
        try (CacheManager manager =
                Caching.getCachingProvider().getCacheManager(caches, CallLimit.class.getClassLoader())) {
            Cache<String, byte[]> buckets = manager.createCache(
                    "buckets", new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
            Bucket bucket =
                    Bucket4jJCache.entryProcessorBasedBuilder(buckets).build().getProxy(customer, CallLimit::limit);
            List<CompletableFuture<Integer>> callers = IntStream.range(0, 4)
                    .mapToObj(caller -> CompletableFuture.supplyAsync(() -> call(bucket, calls / 4)))
                    .toList();
            return callers.stream().mapToInt(CompletableFuture::join).sum();
        }
    }

    private static int call(Bucket bucket, int calls) {
        return (int)
                IntStream.range(0, calls).filter(call -> bucket.tryConsume(1)).count();
    }

    private static BucketConfiguration limit() {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(CALLS_A_DAY).refillIntervally(CALLS_A_DAY, Duration.ofDays(1)))
                .build();
    }
}
