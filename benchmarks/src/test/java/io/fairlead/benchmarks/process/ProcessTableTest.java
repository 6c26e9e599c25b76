package io.fairlead.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
    @Test
    void stat_nameWithBracketsAndSpaces_timesAreFound() {
        String stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 1 2 3 4 1500 250 0 0 20 0 1 0 100 200 300";

        assertThat(ProcessUse.cpuTicks(stat)).isEqualTo(1750);
    }

    @Test
    void status_otherLine_isNothing() {
        assertThat(ProcessUse.kilobytes("VmRSS:\t   1234 kB", "VmRSS:")).isEqualTo(1234);
        assertThat(ProcessUse.kilobytes("VmHWM:\t   1234 kB", "VmRSS:")).isZero();
    }

    @Test
    void machine_idleAndWaiting_isNotBusy() {
        assertThat(MachineUse.busyTicks("cpu  1 2 4 1000 2000 8 16 32 64 0")).isEqualTo(63);
    }

    @Test
    void sockets_onlyListeningOnesOfThePort_areTaken() {
        List<String> table = List.of(
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                "   0: 0100007F:094B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0"
                        + " 100",
                "   1: 0100007F:094B 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0"
                        + " 100",
                "   2: 00000000000000000000000001000000:094B 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0"
                        + " 333",
                "   3: 0100007F:094C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 444 1 0"
                        + " 100");

        assertThat(Listeners.sockets(table, Set.of(2379))).containsExactlyInAnyOrder("socket:[111]", "socket:[333]");
    }

    @Test
    void listener_ofThisProcess_isFound() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Listeners.on(Set.of(socket.getLocalPort())))
                    .containsExactly(ProcessHandle.current().pid());
        }
    }

    @Test
    void use_ofThisProcess_isTold() {
        ProcessUse use = ProcessUse.of(List.of(ProcessHandle.current().pid())).orElseThrow();

        assertThat(use.residentBytes()).isBetween(1L << 20, use.peakResidentBytes());
        assertThat(use.cpuNanos()).isPositive();
        assertThat(MachineUse.busyNanos().orElseThrow()).isGreaterThanOrEqualTo(use.cpuNanos());
    }

    @Test
    void use_ofAProcessThatIsGone_isAbsent() {
        assertThat(ProcessUse.of(List.of(Long.MAX_VALUE))).isEmpty();
    }
}
