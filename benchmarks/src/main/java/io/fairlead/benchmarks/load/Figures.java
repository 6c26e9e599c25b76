package io.fairlead.benchmarks.load;

import java.util.Locale;

/** Numbers as people read them: three digits that mean something. */
public final class Figures {
    private Figures() {}

    /** A time given in microseconds, in the unit that fits it. */
    public static String micros(double micros) {
        if (micros < 1_000) {
            return three(micros) + " us";
        }
        return micros < 1_000_000 ? three(micros / 1e3) + " ms" : three(micros / 1e6) + " s";
    }

    /** A size in the unit that fits it. */
    public static String bytes(double bytes) {
        double size = Math.abs(bytes);
        if (size < 1 << 10) {
            return three(bytes) + " B";
        }
        if (size < 1 << 20) {
            return three(bytes / (1 << 10)) + " KiB";
        }
        return size < 1 << 30 ? three(bytes / (1 << 20)) + " MiB" : three(bytes / (1 << 30)) + " GiB";
    }

    public static String count(double count) {
        return count >= 100 ? String.format(Locale.ROOT, "%,.0f", count) : three(count);
    }

    /** Three digits where there are that many before the point, and no more than needed behind it. */
    public static String three(double number) {
        double size = Math.abs(number);
        String format = size >= 100 || size == 0 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, number);
    }
}
