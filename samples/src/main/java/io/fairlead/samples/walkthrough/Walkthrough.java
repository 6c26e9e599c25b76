package io.fairlead.samples.walkthrough;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The walkthrough: {@code ./fairlead walkthrough [--keep]}. Ends with 0 if everything went as the story says, else with 1.
 * Whatever happens, the processes it started end with it, unless {@code --keep} leaves a finished cluster running.
 */
public final class Walkthrough {
    private static final List<String> NAMES = List.of("node-a", "node-b", "node-c", "node-d", "node-e");

    private final List<String> fairlead;
    private final boolean keep;
    private final PrintStream out;
    private final List<MemberProcess> members = new ArrayList<>();

    /**
     * A walkthrough that hasn't begun.
     *
     * @param fairlead the words that start the program {@code fairlead}
     * @param keep leave the cluster running at the end
     */
    public Walkthrough(List<String> fairlead, boolean keep, PrintStream out) {
        this.fairlead = List.copyOf(fairlead);
        this.keep = keep;
        this.out = out;
    }

    /** Runs it; the launcher script says in the property {@code fairlead.launcher} where it is. */
    public static void main(String[] args) throws IOException {
        boolean keep = false;
        for (String word : args) {
            if (!word.equals("--keep")) {
                boolean isHelp = word.equals("--help") || word.equals("-h");
                System.err.println(
                        (isHelp ? "" : "unknown flag: " + word + "\n") + "usage: fairlead walkthrough [--keep]\n"
                                + "  --keep  leave the cluster running, and say where");
                System.exit(isHelp ? 0 : 1);
            }
            keep = true;
        }
        String launcher = System.getProperty("fairlead.launcher", "fairlead");
        System.exit(new Walkthrough(List.of(launcher), keep, System.out).run());
    }

    /**
     * Tells the story.
     *
     * @return the number for the shell
     * @throws IOException if there is no place for the data
     */
    public int run() throws IOException {
        long start = System.nanoTime();
        Path folder = Files.createTempDirectory("fairlead-walkthrough-");
        List<Address> addresses = Address.choose(NAMES.size());
        for (int i = 0; i < NAMES.size(); i++) {
            members.add(new MemberProcess(NAMES.get(i), addresses.get(i), folder, fairlead));
        }
        out.println(
                "# Five members as five processes, each with its own address and its own folder below " + folder + ".");
        // Covers Ctrl-C and every other end of this process that is one.
        Thread cleanUp = new Thread(
                () -> {
                    members.forEach(MemberProcess::end);
                    remove(folder);
                },
                "walkthrough-clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            String summary = new Story(new Typist(fairlead, out), members).tell();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            out.println();
            out.println("OK: " + summary + " It took " + took.toSeconds() + " s.");
            if (keep) {
                sayWhere(folder);
            } else {
                members.forEach(MemberProcess::end);
                remove(folder);
            }
            return 0;
        } catch (StoryFailure e) {
            members.forEach(MemberProcess::end);
            out.println();
            out.println("FAILED: " + e.getMessage());
            out.println("The members' logs and data are in " + folder);
            return 1;
        } finally {
            forget(cleanUp);
            out.flush();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook does what it is for.
        }
    }

    private void sayWhere(Path folder) {
        out.println("The cluster goes on running:");
        List<String> pids = new ArrayList<>();
        for (MemberProcess member : members) {
            out.println("  " + member.name() + "  " + member.address().clientUrl() + "  pid " + member.pid());
            pids.add(Long.toString(member.pid()));
        }
        out.println("To end it: kill " + String.join(" ", pids) + "; rm -r " + folder);
    }

    private void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            out.println("# " + folder + " could not be removed: " + e.getMessage());
        }
    }
}
