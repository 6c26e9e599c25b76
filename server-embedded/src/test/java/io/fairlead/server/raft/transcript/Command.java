package io.fairlead.server.raft.transcript;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A line of a transcript: a verb, words, and {@code key=value} options. */
record Command(String verb, List<String> words, Map<String, String> options) {
    static Command parse(String line) {
        List<String> words = new ArrayList<>();
        TreeMap<String, String> options = new TreeMap<>();
        String[] parts = line.trim().split(" +");
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                options.put(part.substring(0, equals), part.substring(equals + 1));
            } else {
                words.add(part);
            }
        }
        return new Command(parts[0], words, options);
    }

    String word(int at) {
        if (at >= words.size()) {
            throw new IllegalArgumentException(verb + " needs more words");
        }
        return words.get(at);
    }

    long number(int at) {
        return Long.parseLong(word(at));
    }

    int count(int at, int otherwise) {
        return at < words.size() ? Integer.parseInt(words.get(at)) : otherwise;
    }

    long option(String key, long otherwise) {
        String value = options.get(key);
        return value == null ? otherwise : Long.parseLong(value);
    }

    boolean isOn(String key) {
        return !"off".equals(options.get(key));
    }

    TreeSet<Long> ids(String key) {
        TreeSet<Long> ids = new TreeSet<>();
        for (String id : list(key)) {
            ids.add(Long.parseLong(id));
        }
        return ids;
    }

    List<String> list(String key) {
        String value = options.get(key);
        return value == null || value.isEmpty() ? Collections.emptyList() : Arrays.asList(value.split(","));
    }
}
