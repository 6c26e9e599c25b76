package io.fairlead.cli.chaos.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which process is at the other end of a connection over loopback, from the tables that the kernel shows below /proc. */
final class Callers {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private Callers() {}

    /** Whether this kernel can be asked. */
    static boolean areKnown() {
        return Files.isReadable(TABLES.get(0));
    }

    /**
     * Whether a process has the connection from one local port to another.
     *
     * @param inode of the connection's socket, from {@link #inode}
     */
    static boolean has(long pid, String inode) {
        String wanted = "socket:[" + inode + "]";
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : open) {
                if (pointsTo(file, wanted)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // The process has ended.
            return false;
        }
        return false;
    }

    private static boolean pointsTo(Path file, String wanted) {
        try {
            return Files.readSymbolicLink(file).toString().equals(wanted);
        } catch (IOException e) {
            // Closed while we looked.
            return false;
        }
    }

    /** The socket of a connection from one local port to another, if it is still there. */
    static Optional<String> inode(int fromPort, int toPort) {
        String from = String.format(":%04X", fromPort);
        String to = String.format(":%04X", toPort);
        for (Path table : TABLES) {
            try {
                for (String line : Files.readAllLines(table)) {
                    String[] fields = line.strip().split("\\s+", -1);
                    if (fields.length > INODE && fields[LOCAL].endsWith(from) && fields[REMOTE].endsWith(to)) {
                        return Optional.of(fields[INODE]);
                    }
                }
            } catch (NoSuchFileException e) {
                // A kernel without IPv6.
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.empty();
    }
}
