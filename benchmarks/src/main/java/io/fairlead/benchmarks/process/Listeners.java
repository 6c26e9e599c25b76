package io.fairlead.benchmarks.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who listens on a port of this machine, found by the sockets each process has open. */
public final class Listeners {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Listeners() {}

    /**
     * The processes that listen on any of {@code ports}, in ascending order. Those of another user are not found, as their open
     * files can't be seen.
     */
    public static List<Long> on(Set<Integer> ports) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            sockets.addAll(sockets(lines(Path.of(table)), ports));
        }
        Set<Long> pids = new TreeSet<>();
        if (!sockets.isEmpty()) {
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                for (Path process : processes) {
                    if (hasOpen(process, sockets)) {
                        pids.add(Long.parseLong(process.getFileName().toString()));
                    }
                }
            } catch (IOException e) {
                return List.of();
            }
        }
        return new ArrayList<>(pids);
    }

    /** None on a machine without this kind of address, or without {@code /proc}. */
    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What the links of open files say of the sockets that listen on one of {@code ports}. */
    static Set<String> sockets(List<String> table, Set<Integer> ports) {
        Set<String> sockets = new HashSet<>();
        for (String line : table) {
            String[] columns = line.strip().split(" +", -1);
            if (columns.length > INODE && columns[STATE].equals(LISTENING)) {
                String address = columns[LOCAL_ADDRESS];
                int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
                if (ports.contains(port)) {
                    sockets.add("socket:[" + columns[INODE] + "]");
                }
            }
        }
        return sockets;
    }

    private static boolean hasOpen(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // It has ended, or is somebody else's.
        }
        return false;
    }
}
