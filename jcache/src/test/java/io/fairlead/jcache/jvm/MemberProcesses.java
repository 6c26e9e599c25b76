package io.fairlead.jcache.jvm;

import io.fairlead.api.FairleadException;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A cluster whose members are processes, so that one of them can be killed as the machine's own {@code kill -9} kills. */
public final class MemberProcesses implements AutoCloseable {
    private static final Duration PROBE_DEADLINE = Duration.ofSeconds(2);

    private final Path folder;
    private final List<String> peers;
    private final List<String> endpoints;
    private final List<JavaProcess> processes = new ArrayList<>();
    private final FairleadClient client;

    private MemberProcesses(Path folder, List<Integer> ports) {
        this.folder = folder;
        int count = ports.size() / 2;
        this.peers = urls(ports.subList(0, count));
        this.endpoints = urls(ports.subList(count, 2 * count));
        this.client = FairleadClient.builder()
                .endpoints(endpoints)
                .deadline(JavaProcess.PATIENCE)
                .build();
    }

    /** Starts a new cluster on free ports of loopback, with its data and logs in this folder, and waits until it serves. */
    public static MemberProcesses start(int count, Path folder) {
        MemberProcesses members = new MemberProcesses(folder, FreePorts.onLoopback(2 * count));
        try {
            for (int member = 0; member < count; member++) {
                members.processes.add(members.launch(member));
            }
            members.processes.forEach(process -> process.await(Member.SERVES));
            members.leader();
            return members;
        } catch (RuntimeException e) {
            members.close();
            throw e;
        }
    }

    private JavaProcess launch(int member) {
        String cluster = String.join(
                ",",
                IntStream.range(0, peers.size())
                        .mapToObj(one -> "m" + one + "=" + peers.get(one))
                        .toList());
        String name = "m" + member;
        return JavaProcess.start(
                name,
                Member.class,
                folder,
                List.of(name, folder.resolve(name).toString(), peers.get(member), endpoints.get(member), cluster));
    }

    /** Where clients reach the members. */
    public List<String> endpoints() {
        return endpoints;
    }

    /** A client of all members, closed with the cluster. */
    public FairleadClient client() {
        return client;
    }

    /** Which member leads. Waits until one does. */
    public int leader() {
        FairleadClient prober = client.withDeadline(PROBE_DEADLINE);
        long end = System.nanoTime() + JavaProcess.PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            client.kv().get("m");
            for (int member = 0; member < endpoints.size(); member++) {
                if (leads(prober, endpoints.get(member))) {
                    return member;
                }
            }
        }
        throw new IllegalStateException("no member leads");
    }

    private static boolean leads(FairleadClient prober, String endpoint) {
        try {
            return prober.maintenance().status(endpoint).isLeader();
        } catch (FairleadException e) {
            return false;
        }
    }

    /** Ends this member as {@code kill -9} does. */
    public void kill(int member) {
        processes.get(member).kill();
    }

    /** Starts those who were killed again, on their data. Does not wait until they serve. */
    public void restartKilled() {
        for (int member = 0; member < processes.size(); member++) {
            if (!processes.get(member).isAlive()) {
                processes.set(member, launch(member));
            }
        }
    }

    @Override
    public void close() {
        client.close();
        processes.forEach(JavaProcess::close);
    }

    private static List<String> urls(List<Integer> ports) {
        return ports.stream().map(port -> "http://127.0.0.1:" + port).toList();
    }
}
