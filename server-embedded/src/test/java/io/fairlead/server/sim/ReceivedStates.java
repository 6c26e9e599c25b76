package io.fairlead.server.sim;

import io.fairlead.server.sim.checker.BrokenPromise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A state that was received counts from the moment at which it is whole: by then all of it is on the platters. */
final class ReceivedStates {
    /** A received state has it even when it is in use; then there is a file beside it that may grow. The newest is not. */
    private static final String MARK = "received";

    private ReceivedStates() {}

    /** This member has just taken the last piece of a state. A disk that has had a fault proves nothing. */
    static void check(SimMember member) {
        if (member.disk().hadAnyFault()) {
            return;
        }
        try {
            List<Path> files = member.disk().files(SimMember.STATE);
            Path newest = SimMember.HOME.resolve("none");
            for (Path file : files) {
                newest = file.endsWith(MARK) ? file.resolveSibling("") : newest;
            }
            for (Path file : files) {
                if (file.startsWith(newest)) {
                    check(member, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(SimMember member, Path file) throws IOException {
        SimDisk disk = member.disk();
        if (!Arrays.equals(disk.durable(file), disk.content(file))) {
            throw new BrokenPromise(member.name() + " takes a received state for whole, but of " + file.getFileName()
                    + " its disk has " + disk.durableSize(file) + " bytes");
        }
    }
}
