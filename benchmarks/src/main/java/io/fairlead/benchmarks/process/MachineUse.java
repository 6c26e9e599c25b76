package io.fairlead.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What all processors of this machine were busy with, whoever used them. */
public final class MachineUse {
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Of the columns user, nice, system, idle, iowait, irq, softirq, steal: those in which nobody works. */
    private static final int IDLE = 3;

    private static final int IO_WAIT = 4;
    private static final int COLUMNS = 8;

    private MachineUse() {}

    /** Time that processors were busy since the machine started, stolen time included; empty where it is not told. */
    public static OptionalLong busyNanos() {
        try {
            String all =
                    Files.readString(Path.of("/proc/stat")).lines().findFirst().orElse("");
            return OptionalLong.of(busyTicks(all) * NANOS_PER_TICK);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    static long busyTicks(String line) {
        String[] columns = line.strip().split(" +", -1);
        long busy = 0;
        for (int i = 0; i < COLUMNS; i++) {
            if (i != IDLE && i != IO_WAIT) {
                busy += Long.parseLong(columns[i + 1]);
            }
        }
        return busy;
    }
}
