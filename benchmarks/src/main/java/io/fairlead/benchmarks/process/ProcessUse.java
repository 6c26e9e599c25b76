package io.fairlead.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What some processes have used since they started, added up.
 *
 * @param cpuNanos time on a processor, in the kernel and outside; known to a hundredth of a second
 * @param residentBytes memory that is in RAM now
 * @param peakResidentBytes the most that ever was
 */
public record ProcessUse(long cpuNanos, long residentBytes, long peakResidentBytes) {
    /** Linux counts in hundredths of a second here, whatever its own clock does. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Where user time stands among what follows the name in {@code stat}; system time is next. */
    private static final int USER_TIME = 11;

    /** Reads the process table; empty where one of them is gone, or where there is no {@code /proc}. */
    public static Optional<ProcessUse> of(List<Long> pids) {
        long cpu = 0;
        long resident = 0;
        long peak = 0;
        try {
            for (long pid : pids) {
                Path folder = Path.of("/proc", Long.toString(pid));
                String stat = Files.readString(folder.resolve("stat"));
                cpu += cpuTicks(stat) * NANOS_PER_TICK;
                for (String line : Files.readAllLines(folder.resolve("status"))) {
                    resident += kilobytes(line, "VmRSS:") * 1024;
                    peak += kilobytes(line, "VmHWM:") * 1024;
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new ProcessUse(cpu, resident, peak));
    }

    /** The name stands in brackets and may hold anything, brackets and spaces too. */
    static long cpuTicks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
    }

    static long kilobytes(String line, String label) {
        if (!line.startsWith(label)) {
            return 0;
        }
        String number = line.substring(label.length()).strip();
        return Long.parseLong(number.substring(0, number.indexOf(' ')));
    }
}
