package io.fairlead.benchmarks.load;

import io.fairlead.benchmarks.process.MachineUse;
import io.fairlead.benchmarks.process.ProcessUse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What server, load tool and machine had used at a moment, and how much was done by then. */
record Usage(
        long nanos,
        long done,
        long delivered,
        Optional<ProcessUse> server,
        Optional<ProcessUse> self,
        OptionalLong machine) {
    static Usage now(Tally tally, List<Long> serverPids) {
        return new Usage(
                System.nanoTime(),
                tally.done(),
                tally.delivered(),
                serverPids.isEmpty() ? Optional.empty() : ProcessUse.of(serverPids),
                ProcessUse.of(List.of(ProcessHandle.current().pid())),
                MachineUse.busyNanos());
    }
}
