package io.fairlead.cli.chaos.process;

import io.fairlead.api.FairleadException;
import io.fairlead.api.cluster.ClusterMember;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** A cluster whose members are processes and whose links can be broken. Faults are made by one thread. */
public final class Processes implements AutoCloseable {
    /** Long enough that only a hang reaches it. */
    private static final Duration HANG = Duration.ofMinutes(2);

    private static final Duration PROBE = Duration.ofSeconds(1);

    /** Some looks are answered at once, and others have work to do. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Links links = new Links();
    private final List<Member> members = new ArrayList<>();
    private final List<PeerProxy> proxies = new ArrayList<>();
    private final List<LoopDisk> disks = new ArrayList<>();
    private final FairleadClient client;

    /**
     * Starts a new cluster on free ports of loopback and waits until it serves.
     *
     * @param count how many members
     * @param folder where their data and logs are
     * @param command the server's command line without flags
     * @param flags what all members get beside who and where they are
     * @param ownDisks whether each member's data is on a small file system of its own
     */
    public Processes(int count, Path folder, List<String> command, List<String> flags, boolean ownDisks) {
        List<Integer> ports = FreePorts.onLoopback(3 * count);
        List<String> cluster = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PeerProxy proxy = new PeerProxy(i, ports.get(3 * i), links, new CallerSearch(i));
            proxies.add(proxy);
            cluster.add("m" + i + "=" + url(proxy.port()));
        }
        try {
            for (int i = 0; i < count; i++) {
                Path own = folder(folder.resolve("m" + i));
                if (ownDisks) {
                    disks.add(LoopDisk.mount(own));
                }
                String peerUrl = url(proxies.get(i).port());
                String clientUrl = url(ports.get(3 * i + 1));
                List<String> all = new ArrayList<>(flags);
                all.addAll(List.of(
                        "--name=m" + i,
                        "--listen-peer-urls=" + url(ports.get(3 * i)),
                        "--initial-advertise-peer-urls=" + peerUrl,
                        "--listen-client-urls=" + clientUrl,
                        "--advertise-client-urls=" + clientUrl,
                        "--initial-cluster=" + String.join(",", cluster)));
                members.add(
                        new Member(i, own, command, all, new FailpointPort(ports.get(3 * i + 2)), peerUrl, clientUrl));
            }
            client = client(members);
            members.forEach(Member::launch);
            members.forEach(Member::awaitReady);
        } catch (RuntimeException e) {
            close(e);
            throw e;
        }
    }

    /** Whether links between members can be broken one by one on this machine. */
    public static boolean knowsCallers() {
        return Callers.areKnown();
    }

    /** The members, in order. */
    public List<Member> members() {
        return List.copyOf(members);
    }

    /** What passes between them. */
    public Links links() {
        return links;
    }

    /** The disk of a member, if it has one of its own. */
    public Optional<LoopDisk> disk(Member member) {
        return disks.isEmpty() ? Optional.empty() : Optional.of(disks.get(member.index()));
    }

    /** A client of all members, for upkeep; closed with the cluster. */
    public FairleadClient client() {
        return client;
    }

    /** A client of some members, whose calls end within a time. */
    public static FairleadClient client(List<Member> of) {
        return FairleadClient.builder()
                .endpoints(of.stream().map(Member::clientUrl).toList())
                .deadline(Duration.ofSeconds(3))
                .build();
    }

    /** Waits until some member leads, and returns it. */
    public Member leader() {
        return await("a leader", this::leaderNow);
    }

    private Optional<Member> leaderNow() {
        FairleadClient prober = client.withDeadline(PROBE);
        return members.stream()
                .filter(Member::isUp)
                .filter(member -> leads(prober, member))
                .findFirst();
    }

    private static boolean leads(FairleadClient prober, Member member) {
        try {
            return prober.maintenance().status(member.clientUrl()).isLeader();
        } catch (FairleadException e) {
            return false;
        }
    }

    /** Waits until every member runs and serves. */
    public void awaitHealthy() {
        FairleadClient prober = client.withDeadline(PROBE);
        for (Member member : members) {
            Boolean unused = await(member + " to be healthy", () -> {
                if (!member.isUp()) {
                    throw new IllegalStateException(member + " has ended by itself");
                }
                return prober.maintenance().health(member.clientUrl()).isHealthy()
                        ? Optional.of(true)
                        : Optional.<Boolean>empty();
            });
        }
    }

    /** Starts those that are down, and waits until all say that they serve. */
    public void launchAll() {
        List<Member> down = members.stream().filter(member -> !member.isUp()).toList();
        down.forEach(Member::launch);
        down.forEach(Member::awaitReady);
    }

    /** Another member comes into the place of one that is lost for good. Returns when it serves. */
    public void replace(Member lost) {
        lost.kill();
        await("the removal of " + lost, () -> {
            Optional<ClusterMember> old = find(lost);
            boolean unused = old.isPresent()
                    && attempt(() -> client.cluster().remove(old.get().id()));
            return old.isEmpty() ? Optional.of(lost) : Optional.empty();
        });
        lost.becomeAnother();
        await("the addition of " + lost, () -> {
            Optional<ClusterMember> added = find(lost);
            boolean unused = added.isEmpty() && attempt(() -> client.cluster().add(List.of(lost.peerUrl())));
            return added;
        });
        lost.launch();
        lost.awaitReady();
    }

    private Optional<ClusterMember> find(Member member) {
        return await("the list of members", () -> {
            try {
                return Optional.of(client.cluster().members().members().stream()
                        .filter(known -> known.peerUrls().contains(member.peerUrl()))
                        .findFirst());
            } catch (FairleadException e) {
                return Optional.empty();
            }
        });
    }

    /** Whether a change of the members was answered; it may have been made even if not, which the list tells. */
    private static boolean attempt(Runnable change) {
        try {
            change.run();
            return true;
        } catch (FairleadException e) {
            return false;
        }
    }

    /** Looks until something is found. */
    public static <T> T await(String what, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + HANG.toNanos();
        while (System.nanoTime() - end < 0) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        throw new IllegalStateException("waited " + HANG + " in vain for " + what);
    }

    private final class CallerSearch implements IntFunction<OptionalInt> {
        private final int to;

        CallerSearch(int to) {
            this.to = to;
        }

        /** Who connected to the proxy from a port; without the kernel's help nobody knows, and links are then of one kind. */
        @Override
        public OptionalInt apply(int port) {
            if (!Callers.areKnown()) {
                return OptionalInt.of(to);
            }
            Optional<String> inode = Callers.inode(port, proxies.get(to).port());
            return inode.isEmpty()
                    ? OptionalInt.empty()
                    : members.stream()
                            .filter(member -> member.pid()
                                    .filter(pid -> Callers.has(pid, inode.get()))
                                    .isPresent())
                            .mapToInt(Member::index)
                            .findFirst();
        }
    }

    private void close(RuntimeException because) {
        try {
            close();
        } catch (RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        if (!members.isEmpty() && client != null) {
            client.close();
        }
        members.forEach(Member::kill);
        proxies.forEach(PeerProxy::close);
        links.close();
        disks.forEach(LoopDisk::close);
    }

    private static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
