package io.fairlead.server.http;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** How this member's health was found when somebody asked. Any thread. */
public final class HealthMeter {
    private final LongAdder well = new LongAdder();
    private final LongAdder ill = new LongAdder();
    private final Map<CheckName, CheckMeter> checks = new ConcurrentSkipListMap<>();

    /**
     * A check of a page.
     *
     * @param page {@code livez} or {@code readyz}
     */
    public record CheckName(String page, String check) implements Comparable<CheckName> {
        @Override
        public int compareTo(CheckName other) {
            int pages = page.compareTo(other.page);
            return pages != 0 ? pages : check.compareTo(other.check);
        }
    }

    /** The outcomes of one check. */
    public static final class CheckMeter {
        private final LongAdder passed = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private volatile boolean passes;

        public boolean passes() {
            return passes;
        }

        public long passed() {
            return passed.sum();
        }

        public long failed() {
            return failed.sum();
        }
    }

    /** Somebody was answered by {@code /health}. */
    void health(boolean isWell) {
        (isWell ? well : ill).increment();
    }

    /** A check came out so: empty if it passed, else why not. */
    void checked(CheckName name, Optional<String> failure) {
        CheckMeter meter = checks.computeIfAbsent(name, any -> new CheckMeter());
        meter.passes = failure.isEmpty();
        (failure.isEmpty() ? meter.passed : meter.failed).increment();
    }

    /** How often {@code /health} said that all is well. */
    public long well() {
        return well.sum();
    }

    /** How often {@code /health} said that it is not. */
    public long ill() {
        return ill.sum();
    }

    /** Shows the checks that were made, in order. */
    public void visitChecks(BiConsumer<CheckName, CheckMeter> visitor) {
        checks.forEach(visitor);
    }
}
