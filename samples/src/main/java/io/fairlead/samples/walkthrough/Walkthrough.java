package io.fairlead.samples.walkthrough;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The walkthrough: {@code ./fairlead walkthrough [--keep] [--etcdctl PATH]}. Ends with 0 if everything went as the story says, else with 1.
 * Whatever happens, the processes it started end with it, unless {@code --keep} leaves a finished cluster running.
 */
public final class Walkthrough {
    private static final String ETCDCTL = "--etcdctl";
    private static final List<String> NAMES = List.of("node-a", "node-b", "node-c", "node-d", "node-e");

    private final List<String> fairlead;
    private final Optional<String> etcdctl;
    private final boolean keep;
    private final PrintStream out;
    private final List<MemberProcess> members = new ArrayList<>();

    /**
     * A walkthrough that hasn't begun.
     *
     * @param fairlead the words that start the program {@code fairlead}
     * @param etcdctl a real etcdctl that still has its v2 mode (up to 3.5), to type the commands with; the members then
     *     serve the older API
     * @param keep leave the cluster running at the end
     */
    public Walkthrough(List<String> fairlead, Optional<String> etcdctl, boolean keep, PrintStream out) {
        this.fairlead = List.copyOf(fairlead);
        this.etcdctl = etcdctl;
        this.keep = keep;
        this.out = out;
    }

    /** Runs it; the launcher script says in the property {@code fairlead.launcher} where it is. */
    public static void main(String[] args) throws IOException {
        boolean keep = false;
        Optional<String> etcdctl = Optional.empty();
        for (int i = 0; i < args.length; i++) {
            String word = args[i];
            if (word.equals("--keep")) {
                keep = true;
            } else if (word.startsWith(ETCDCTL + "=")) {
                etcdctl = Optional.of(word.substring(ETCDCTL.length() + 1));
            } else if (word.equals(ETCDCTL) && i + 1 < args.length) {
                i++;
                etcdctl = Optional.of(args[i]);
            } else {
                endWithUsage(word);
            }
        }
        String launcher = System.getProperty("fairlead.launcher", "fairlead");
        System.exit(new Walkthrough(List.of(launcher), etcdctl, keep, System.out).run());
    }

    private static void endWithUsage(String word) {
        boolean isHelp = word.equals("--help") || word.equals("-h");
        if (!isHelp) {
            System.err.println(word.equals(ETCDCTL) ? "flag needs an argument: " + word : "unknown flag: " + word);
        }
        System.err.println("usage: fairlead walkthrough [--keep] [--etcdctl PATH]");
        System.err.println("  --keep          leave the cluster running, and say where");
        System.err.println("  --etcdctl PATH  type the commands with this etcdctl (3.5 or older) in its v2 mode");
        System.exit(isHelp ? 0 : 1);
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
            members.add(new MemberProcess(NAMES.get(i), addresses.get(i), folder, fairlead, etcdctl.isPresent()));
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
            Typist typist = etcdctl.map(path -> new Typist(List.of(path), "etcdctl", out))
                    .orElseGet(() -> new Typist(fairlead, "fairlead", out));
            String summary = new Story(typist, members).tell();
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
