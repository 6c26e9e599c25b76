package io.fairlead.jcache.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as they stand in options: a whole number and a unit. */
final class DurationText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(ns|us|ms|s|m|h)");

    /** From the biggest to the smallest. */
    private static final Map<String, ChronoUnit> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("h", ChronoUnit.HOURS);
        UNITS.put("m", ChronoUnit.MINUTES);
        UNITS.put("s", ChronoUnit.SECONDS);
        UNITS.put("ms", ChronoUnit.MILLIS);
        UNITS.put("us", ChronoUnit.MICROS);
        UNITS.put("ns", ChronoUnit.NANOS);
    }

    private DurationText() {}

    /** @throws IllegalArgumentException if it is not a number and a unit, or too long to be counted in nanoseconds */
    static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration such as 100ms or 5s");
        }
        try {
            Duration duration = Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
            long unusedNanos = duration.toNanos();
            return duration;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too long", e);
        }
    }

    /** In the biggest unit that divides it. */
    static String of(Duration duration) {
        long nanos = duration.toNanos();
        for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
            long unitNanos = unit.getValue().getDuration().toNanos();
            if (nanos % unitNanos == 0) {
                return nanos / unitNanos + unit.getKey();
            }
        }
        throw new AssertionError("no unit divides " + nanos + " ns");
    }
}
