package io.fairlead.cli.flag;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Durations in Go's notation: {@code 300ms}, {@code 1m30s}, {@code 1.5h}. */
public final class GoDuration {
    private static final long NANOS_PER_MICRO = 1_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3_600;

    private GoDuration() {}

    /**
     * Reads a duration.
     *
     * @throws FlagException as Go's {@code time.ParseDuration} complains
     */
    public static Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        if (rest.isEmpty()) {
            throw invalid(text);
        }
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < rest.length()) {
            int unitAt = endOf(rest, at, true);
            int next = endOf(rest, unitAt, false);
            if (unitAt == at || rest.substring(at, unitAt).equals(".")) {
                throw invalid(text);
            }
            if (unitAt == next) {
                throw new FlagException("time: missing unit in duration \"" + text + "\"");
            }
            nanos = nanos.add(amount(rest.substring(at, unitAt), text)
                    .multiply(BigDecimal.valueOf(nanosOf(rest.substring(unitAt, next), text))));
            at = next;
        }
        BigDecimal whole = nanos.setScale(0, RoundingMode.DOWN);
        if (whole.toBigInteger().bitLength() > Long.SIZE - 1) {
            throw invalid(text);
        }
        return Duration.ofNanos(negative ? -whole.longValue() : whole.longValue());
    }

    /** Writes a duration as Go's {@code Duration.String} does, such as {@code 1.5ms} or {@code 1m0s}. */
    public static String format(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        long size = Math.abs(nanos);
        if (size < NANOS_PER_MICRO) {
            return sign + size + "ns";
        }
        if (size < NANOS_PER_MILLI) {
            return sign + decimal(size, NANOS_PER_MICRO) + "µs";
        }
        if (size < NANOS_PER_SECOND) {
            return sign + decimal(size, NANOS_PER_MILLI) + "ms";
        }
        long seconds = size / NANOS_PER_SECOND;
        StringBuilder text = new StringBuilder(sign);
        if (seconds >= SECONDS_PER_HOUR) {
            text.append(seconds / SECONDS_PER_HOUR).append('h');
        }
        if (seconds >= SECONDS_PER_MINUTE) {
            text.append(seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE).append('m');
        }
        long belowMinute = size - seconds / SECONDS_PER_MINUTE * SECONDS_PER_MINUTE * NANOS_PER_SECOND;
        return text.append(decimal(belowMinute, NANOS_PER_SECOND)).append('s').toString();
    }

    private static int endOf(String text, int from, boolean number) {
        int at = from;
        while (at < text.length() && number == isNumberChar(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isNumberChar(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    private static BigDecimal amount(String digits, String whole) {
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException e) {
            throw invalid(whole);
        }
    }

    private static long nanosOf(String unit, String whole) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> NANOS_PER_MICRO;
            case "ms" -> NANOS_PER_MILLI;
            case "s" -> NANOS_PER_SECOND;
            case "m" -> SECONDS_PER_MINUTE * NANOS_PER_SECOND;
            case "h" -> SECONDS_PER_HOUR * NANOS_PER_SECOND;
            default -> throw new FlagException("time: unknown unit \"" + unit + "\" in duration \"" + whole + "\"");
        };
    }

    private static String decimal(long value, long unit) {
        return BigDecimal.valueOf(value)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static FlagException invalid(String text) {
        return new FlagException("time: invalid duration \"" + text + "\"");
    }
}
