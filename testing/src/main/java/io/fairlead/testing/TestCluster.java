package io.fairlead.testing;

import io.fairlead.client.FairleadClient;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A cluster of one, three, five or any other number of members in this JVM, on ports the system picks, with its data in a
 * temporary directory. For tests: data is not forced to the disk, and elections are fast.
 *
 * <pre>{@code
 * try (TestCluster cluster = TestCluster.start(3)) {
 *     cluster.client().kv().put("a", "1");
 *     cluster.faults().kill(cluster.leader());
 *     cluster.awaitReady();
 *     cluster.client().kv().put("a", "2");
 * }
 * }</pre>
 *
 * <p>{@link #endpoints()} serves any etcd v3 client; {@link #builder()} sets more than the number of members. Safe to share
 * between threads.
 */
public final class TestCluster implements AutoCloseable {
    /** How long anything in a healthy cluster may take on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration GLANCE = Duration.ofMillis(5);
    private static final Duration PROBE_DEADLINE = Duration.ofSeconds(1);

    private final Path home;
    private final List<TestMember> members;
    private final Faults faults;
    private final FairleadClient client;

    private TestCluster(Path home, List<TestMember> members, Consumer<? super FairleadClient.Builder> clientSettings) {
        this.home = home;
        this.members = List.copyOf(members);
        this.faults = new Faults(this.members);
        FairleadClient.Builder builder = FairleadClient.builder().deadline(PATIENCE);
        clientSettings.accept(builder);
        this.client = builder.endpoints(endpoints()).build();
    }

    /** Starts the configuration of a cluster; {@link #start(int)} is enough for most tests. */
    public static TestClusterBuilder builder() {
        return new TestClusterBuilder();
    }

    /**
     * Starts a cluster and waits until all members serve.
     *
     * @throws IllegalArgumentException if {@code size} is not positive
     * @throws UncheckedIOException if a member can't start
     * @throws IllegalStateException if the cluster does not form
     */
    public static TestCluster start(int size) {
        return builder().members(size).start();
    }

    static TestCluster start(
            int size, MemberSettings settings, Consumer<? super FairleadClient.Builder> clientSettings) {
        try {
            Path home = Files.createTempDirectory("fairlead-test");
            List<TestMember> members = List.of();
            try {
                members = startMembers(size, home, settings);
                TestCluster cluster = new TestCluster(home, members, clientSettings);
                try {
                    cluster.awaitReady();
                    return cluster;
                } catch (RuntimeException e) {
                    cluster.client.close();
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                members.forEach(TestMember::kill);
                deleteAll(home);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the test cluster does not start", e);
        }
    }

    private static List<TestMember> startMembers(int size, Path home, MemberSettings settings) throws IOException {
        List<ServerConfig> configs = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            configs.add(settings.first("m" + i, home.resolve("m" + i)));
        }
        List<TestMember> members = new ArrayList<>();
        for (FairleadServer server : FairleadServer.startAll(configs)) {
            members.add(new TestMember(server, home.resolve(server.name()), settings));
        }
        return members;
    }

    /** All members in the order of their names, those that are down among them. */
    public List<TestMember> members() {
        return members;
    }

    /** The member at {@code index}, counted from 0. */
    public TestMember member(int index) {
        return members.get(index);
    }

    /** Where clients reach the members, those that are down among them. */
    public List<String> endpoints() {
        return members.stream().map(TestMember::endpoint).toList();
    }

    /**
     * A client of all endpoints whose calls may take as long as a fail-over on a busy machine. It belongs to the cluster: don't
     * close it.
     */
    public FairleadClient client() {
        return client;
    }

    /** What can go wrong. */
    public Faults faults() {
        return faults;
    }

    /**
     * The leader: a member that can reach a quorum and answers a linearizable read. Waits for an election to end.
     *
     * @throws IllegalStateException if there is none within half a minute
     */
    public TestMember leader() {
        return await(
                "no member leads",
                () -> members.stream()
                        .filter(member -> member.claimsToLead() && !member.isIsolated())
                        .filter(this::serves)
                        .filter(TestMember::claimsToLead)
                        .findFirst());
    }

    /** A running, not isolated member that does not lead, once there is a leader. */
    public TestMember follower() {
        TestMember leader = leader();
        return members.stream()
                .filter(member -> member != leader && member.isRunning() && !member.isIsolated())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no follower runs: " + members));
    }

    /**
     * Waits until every member that runs and is not isolated serves: until it knows a leader that can reach a quorum, and the
     * cluster knows where clients reach it.
     *
     * @throws IllegalStateException if that takes longer than half a minute
     */
    public void awaitReady() {
        for (TestMember member : members) {
            if (member.isRunning() && !member.isIsolated()) {
                await(member.name() + " does not serve", () -> serves(member) ? Optional.of(member) : Optional.empty());
            }
        }
    }

    private boolean serves(TestMember member) {
        return member.hasPublished() && answers(member);
    }

    private boolean answers(TestMember member) {
        return client.withDeadline(PROBE_DEADLINE)
                .maintenance()
                .health(member.endpoint())
                .isHealthy();
    }

    /** Looks until there is a result; the looks themselves mostly wait inside the cluster. */
    private <T> T await(String complaint, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(complaint + " after " + PATIENCE.toSeconds() + " s: " + members);
            }
            try {
                TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted: " + complaint, e);
            }
        }
    }

    /** Kills all members, closes the client and deletes the data. */
    @Override
    public void close() {
        client.close();
        members.forEach(TestMember::kill);
        try {
            deleteAll(home);
        } catch (IOException e) {
            throw new UncheckedIOException("the data of the test cluster stays behind in " + home, e);
        }
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
