package io.fairlead.jcache.history;

import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.InvokeMode;
import io.fairlead.jcache.history.Call.What;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

/**
 * The main class of a JVM that uses caches which others use too: threads that call at random, told by lines when to begin, when
 * to stop and when to write down what they saw.
 */
final class CacheProgram {
    static final String OPEN = "open";
    static final String GO = "go";
    static final String STOP = "stop";
    /** Reads every key once more, when all have stopped. */
    static final String LOOK = "look";

    static final String WRITE = "write";

    static final String WORDS = "words";
    static final String NUMBERS = "numbers";
    static final String TICKETS = "tickets";

    private static final int KEYS = 6;
    private static final int CALLERS = 3;
    private static final String GROUP = "group";
    static final String COUNTER = "counter";
    static final String TICKET = "ticket";

    private static final Set<String> GROUP_KEYS =
            IntStream.range(0, 8).mapToObj(i -> GROUP + i).collect(Collectors.toSet());

    private final String name;
    private final Cache<String, String> words;
    private final Cache<String, Long> numbers;

    /** As the numbers, but each call runs its processor once. */
    private final Cache<String, Long> tickets;

    private final Notebook notebook = new Notebook();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running = true;

    private CacheProgram(String name, CacheManager manager) {
        this.name = name;
        this.words = manager.createCache(
                WORDS, new MutableConfiguration<String, String>().setTypes(String.class, String.class));
        this.numbers = manager.createCache(
                NUMBERS, new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
        this.tickets = manager.createCache(
                TICKETS, new FairleadConfiguration<>(String.class, Long.class).setInvokeMode(InvokeMode.EXCLUSIVE));
    }

    /**
     * Opens the caches, and does as it is told.
     *
     * @param arguments the name of this JVM, the manager's URI, and the file for what it saw
     */
    public static void main(String[] arguments) throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        CacheManager manager = Caching.getCachingProvider()
                .getCacheManager(URI.create(arguments[1]), CacheProgram.class.getClassLoader());
        CacheProgram program = new CacheProgram(arguments[0], manager);
        System.out.println(OPEN);
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            switch (line) {
                case GO -> program.go();
                case STOP -> program.stop();
                case LOOK -> program.look();
                case WRITE -> program.write(Path.of(arguments[2]));
                default -> throw new IllegalArgumentException(line);
            }
            System.out.println(line);
        }
        manager.close();
    }

    private void go() {
        for (int i = 0; i < CALLERS; i++) {
            Map<String, String> seen = new HashMap<>();
            start(name + "w" + i, (random, value) -> call(random, value, seen));
        }
        start(name + "g", this::callGroup);
        start(name + "c", (random, value) -> increment(numbers, COUNTER));
        start(name + "t", (random, value) -> drawTicket());
    }

    /** What a thread does again and again: with a random number and a value that nobody else writes. */
    private interface Turn {
        void take(Random random, String value);
    }

    private void start(String thread, Turn turn) {
        Random random = new Random(thread.hashCode());
        threads.add(new Thread(
                () -> {
                    for (int number = 0; running; number++) {
                        turn.take(random, thread + "#" + number);
                    }
                },
                thread));
        threads.get(threads.size() - 1).start();
    }

    private void stop() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void call(Random random, String value, Map<String, String> seen) {
        String key = "word" + random.nextInt(KEYS);
        String old = seen.getOrDefault(key, "none");
        String read = switch (random.nextInt(14)) {
            case 0 ->
                note(What.PUT, key, value, "", cache -> {
                    cache.put(key, value);
                    return null;
                });
            case 1 -> note(What.GET_AND_PUT, key, value, "", cache -> cache.getAndPut(key, value));
            case 2, 3 -> note(What.PUT_IF_ABSENT, key, value, "", cache -> cache.putIfAbsent(key, value));
            case 4 -> note(What.REPLACE, key, value, "", cache -> cache.replace(key, value));
            case 5, 6 -> note(What.REPLACE_IF, key, value, old, cache -> cache.replace(key, old, value));
            case 7 -> note(What.GET_AND_REPLACE, key, value, "", cache -> cache.getAndReplace(key, value));
            case 8 -> note(What.REMOVE, key, "", "", cache -> cache.remove(key));
            case 9 -> note(What.REMOVE_IF, key, "", old, cache -> cache.remove(key, old));
            case 10 -> note(What.GET_AND_REMOVE, key, "", "", cache -> cache.getAndRemove(key));
            case 11 -> note(What.CONTAINS, key, "", "", cache -> cache.containsKey(key));
            default -> note(What.GET, key, "", "", cache -> cache.get(key));
        };
        seen.put(key, read.isEmpty() || read.equals("true") || read.equals("false") ? value : read);
    }

    /** Several keys that are written and read together: one register, if every call is made at once. */
    private void callGroup(Random random, String value) {
        switch (random.nextInt(6)) {
            case 0, 1, 2 ->
                note(What.PUT, GROUP, value, "", cache -> {
                    cache.putAll(GROUP_KEYS.stream().collect(Collectors.toMap(key -> key, key -> value)));
                    return null;
                });
            case 3 ->
                note(What.REMOVE_GROUP, GROUP, "", "", cache -> {
                    cache.removeAll(GROUP_KEYS);
                    return null;
                });
            case 4 -> lookAtGroup();
            default ->
                note(
                        What.GET,
                        GROUP,
                        "",
                        "",
                        cache -> together(StreamSupport.stream(cache.spliterator(), false)
                                .filter(entry -> GROUP_KEYS.contains(entry.getKey()))
                                .collect(Collectors.toMap(Cache.Entry::getKey, Cache.Entry::getValue))));
        }
    }

    private void lookAtGroup() {
        note(What.GET, GROUP, "", "", cache -> together(cache.getAll(GROUP_KEYS)));
    }

    /** The value that all keys have; what nobody wrote, if they have not all the same. */
    private static String together(Map<String, String> entries) {
        Set<String> values = new HashSet<>(entries.values());
        if (values.isEmpty()) {
            return Call.ABSENT;
        }
        boolean isWhole = values.size() == 1 && entries.size() == GROUP_KEYS.size();
        return isWhole ? values.iterator().next() : "torn: " + new LinkedHashMap<>(entries);
    }

    private long increment(Cache<String, Long> cache, String key) {
        Increment increment = new Increment();
        notebook.note(What.INCREMENT, key, "", "", () -> cache.invoke(key, increment));
        return increment.runs.get();
    }

    private void drawTicket() {
        long runs = increment(tickets, TICKET);
        if (runs > 1) {
            throw new IllegalStateException("an exclusive processor ran " + runs + " times for one call");
        }
    }

    private void look() {
        for (int i = 0; i < KEYS; i++) {
            String key = "word" + i;
            notebook.noteAnswered(key, () -> words.get(key));
        }
        notebook.noteAnswered(GROUP, () -> together(words.getAll(GROUP_KEYS)));
        notebook.noteAnswered(COUNTER, () -> numbers.get(COUNTER));
        notebook.noteAnswered(TICKET, () -> tickets.get(TICKET));
    }

    private String note(
            What what, String key, String given, String expected, Function<Cache<String, String>, Object> call) {
        return notebook.note(what, key, given, expected, () -> call.apply(words));
    }

    private void write(Path file) throws IOException {
        Files.write(file, notebook.calls().stream().map(Call::toLine).toList());
    }
}
