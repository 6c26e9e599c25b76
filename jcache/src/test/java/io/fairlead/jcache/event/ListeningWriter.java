package io.fairlead.jcache.event;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

/**
 * The main class of a process that changes a cache by several threads and listens to it. A round of a thread is {@link
 * #CHANGES_PER_ROUND} changes of the thread's own keys, with a value of that round. When all are made it says which values it
 * does not know about and {@link #WRITTEN}, and in the end what it has heard.
 */
final class ListeningWriter {
    static final int CHANGES_PER_ROUND = 100;
    static final int THREADS = 4;
    static final String READY = "ready";
    static final String WRITTEN = "written";
    static final String UNKNOWN = "unknown ";

    /** All but four changes of a round, in one revision each time. */
    static final int AT_ONCE = CHANGES_PER_ROUND - 4;

    static final String TOGETHER = " together";
    static final String SINGLE = " single";
    static final String BEFORE = " before";
    static final String REPLACED = " replaced";
    private static final String REMOVED = " removed";

    private final Cache<String, String> cache;
    private final String thread;
    private final List<String> unknown = new ArrayList<>();

    private ListeningWriter(Cache<String, String> cache, String thread) {
        this.cache = cache;
        this.thread = thread;
    }

    /**
     * Writes and listens.
     *
     * @param arguments the URI of the manager, the name of the cache, the name of this process, rounds of each thread
     */
    public static void main(String[] arguments) throws Exception {
        try (CacheManager manager = Caching.getCachingProvider().getCacheManager(URI.create(arguments[0]), null)) {
            Cache<String, String> cache = open(manager, arguments[1]);
            Heard heard = Heard.of(cache);
            System.out.println(READY);
            int unused = System.in.read();
            write(cache, arguments[2], Integer.parseInt(arguments[3]));
            System.out.println(WRITTEN);
            System.out.println(Heard.digest(heard.all()));
        }
    }

    /** The cache of this test, made by whoever comes first. */
    static Cache<String, String> open(CacheManager manager, String name) {
        return manager.createCache(
                name, new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    private static void write(Cache<String, String> cache, String process, int rounds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<String>>> work = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                ListeningWriter writer = new ListeningWriter(cache, thread(process, i));
                work.add(threads.submit(() -> writer.run(rounds)));
            }
            for (Future<List<String>> unknown : work) {
                unknown.get().forEach(change -> System.out.println(UNKNOWN + change));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    static String thread(String process, int number) {
        return process + "-" + number;
    }

    private List<String> run(int rounds) {
        for (int round = 0; round < rounds; round++) {
            String value = value(thread, round);
            Map<String, String> together = new TreeMap<>();
            for (int key = 0; key < AT_ONCE; key++) {
                together.put(thread + "-" + key, value);
            }
            change(value + TOGETHER, () -> cache.putAll(together));
            change(value + SINGLE, () -> cache.put(thread + "-single", value));
            change(value + BEFORE, () -> cache.put(thread + "-gone", value));
            change(value + REPLACED, () -> {
                String unused = cache.getAndPut(thread + "-gone", value + "b");
            });
            change(value + REMOVED, () -> {
                boolean unused = cache.remove(thread + "-gone");
            });
        }
        return unknown;
    }

    static String value(String thread, int round) {
        return thread + ":" + round;
    }

    /** Which change it was that gave this key this value. */
    static String what(String key, String value) {
        if (key.endsWith("-single")) {
            return value + SINGLE;
        }
        if (!key.endsWith("-gone")) {
            return value + TOGETHER;
        }
        return value.endsWith("b") ? value.substring(0, value.length() - 1) + REPLACED : value + BEFORE;
    }

    /** What a change does not say because the cluster was away is for the history to tell. */
    private void change(String what, Runnable change) {
        try {
            change.run();
        } catch (CacheException e) {
            unknown.add(what);
        }
    }
}
