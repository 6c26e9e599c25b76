package io.fairlead.cli.render;

import java.util.Locale;

/** Sizes as etcdctl writes them for people: powers of a thousand, two digits at most below ten. */
public final class HumanSize {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final double STEP = 1000;

    private HumanSize() {}

    /** Such as {@code 57 kB}. */
    public static String of(long bytes) {
        if (bytes < 10) {
            return bytes + " B";
        }
        int unit = 0;
        double size = bytes;
        while (size >= STEP && unit < UNITS.length - 1) {
            size /= STEP;
            unit++;
        }
        double rounded = Math.floor(size * 10 + 0.5) / 10;
        // Halves go to the even neighbour, as Go's printing does.
        return rounded < 10
                ? String.format(Locale.ROOT, "%.1f %s", rounded, UNITS[unit])
                : (long) Math.rint(rounded) + " " + UNITS[unit];
    }
}
