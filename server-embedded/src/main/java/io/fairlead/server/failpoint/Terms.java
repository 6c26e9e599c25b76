package io.fairlead.server.failpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was asked for at one place: acts in order, some of them only so many times. Guarded by who holds it. */
final class Terms {
    /** A limit, the act, and for a sleep its time in milliseconds or as Go writes it. */
    private static final Pattern TERM =
            Pattern.compile("(?:(\\d{1,9})\\*)?(?:(off|panic)(?:\\(\\))?|sleep\\((?:(\\d{1,9})|\"([^\"]*)\")\\))");

    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9})(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> UNIT_NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    private static final int WITHOUT_END = -1;

    private final String text;
    private final List<Limited> chain;
    private int count;

    private Terms(String text, List<Limited> chain) {
        this.text = text;
        this.chain = chain;
    }

    enum Kind {
        OFF,
        PANIC,
        SLEEP
    }

    /** @param nanos of a sleep */
    record Act(Kind kind, long nanos) {}

    private static final class Limited {
        private final Act act;
        private int left;

        Limited(Act act, int left) {
            this.act = act;
            this.left = left;
        }

        boolean take() {
            if (left > 0) {
                left--;
                return true;
            }
            return left == WITHOUT_END;
        }
    }

    /** @throws IllegalArgumentException if that is not understood */
    static Terms parse(String text) {
        List<Limited> chain = new ArrayList<>();
        for (String part : text.split("->", -1)) {
            Matcher term = TERM.matcher(part);
            if (!term.matches()) {
                throw new IllegalArgumentException("not understood: " + part);
            }
            String limit = term.group(1);
            chain.add(new Limited(actOf(term), limit == null ? WITHOUT_END : Integer.parseInt(limit)));
        }
        return new Terms(text, chain);
    }

    String text() {
        return text;
    }

    int count() {
        return count;
    }

    /** The first act of the chain that is still to be had. */
    Optional<Act> next() {
        for (Limited limited : chain) {
            if (limited.take()) {
                count++;
                return Optional.of(limited.act);
            }
        }
        return Optional.empty();
    }

    private static Act actOf(Matcher term) {
        String plain = term.group(2);
        if (plain != null) {
            return new Act(plain.equals("panic") ? Kind.PANIC : Kind.OFF, 0);
        }
        String millis = term.group(3);
        return new Act(Kind.SLEEP, millis == null ? nanos(term.group(4)) : Long.parseLong(millis) * 1_000_000);
    }

    /** A duration as Go writes it: {@code 1m30s}, {@code 1.5s}. */
    private static long nanos(String duration) {
        Matcher part = PART.matcher(duration);
        double nanos = 0;
        int at = 0;
        while (part.find() && part.start() == at) {
            nanos += Double.parseDouble(part.group(1)) * UNIT_NANOS.getOrDefault(part.group(2), 0L);
            at = part.end();
        }
        if (at == 0 || at != duration.length()) {
            throw new IllegalArgumentException("no duration: " + duration);
        }
        return (long) nanos;
    }
}
