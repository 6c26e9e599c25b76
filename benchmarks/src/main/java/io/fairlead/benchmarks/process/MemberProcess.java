package io.fairlead.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process of one member. Used by one thread, and at the end. */
final class MemberProcess {
    private static final int LOG_LINES_SHOWN = 20;

    private final Process process;
    private final Path log;

    private MemberProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param log where its output goes, after what is there */
    static MemberProcess start(List<String> command, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        // Settings of the person who measures are not to reach one of the servers and not the other.
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
        // The script fairlead is not to look for changed sources at each start.
        builder.environment().put("FAIRLEAD_NO_BUILD", "1");
        Process started = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        started.getOutputStream().close();
        return new MemberProcess(started, log);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as {@code kill -9} does, and waits until it is gone. Safe to call again. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** The last lines it wrote, for who has to tell that it failed. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "its log can't be read: " + e.getMessage();
        }
    }
}
