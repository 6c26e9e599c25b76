package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.Bytes;
import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.Election;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Observation;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.Term;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our locks and elections in one line with those of the real etcdctl, where it lies beside etcd: see {@link RealEtcd}. */
abstract class EtcdctlLineSuite {
    private static final long PATIENCE_SECONDS = 30;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<Process> started = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each
    private String etcdctl;

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Session session;

    /** Where the member listens, over the network. */
    abstract String endpoint();

    @BeforeEach
    void connect() {
        Optional<Path> found =
                RealEtcd.binary().map(etcd -> etcd.resolveSibling("etcdctl")).filter(Files::isExecutable);
        assumeTrue(found.isPresent(), "no etcdctl beside etcd");
        etcdctl = found.orElseThrow().toString();
        client = FairleadClient.connect(endpoint());
        session = client.recipes().openSession(LONG);
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        if (client != null) {
            client.close();
        }
    }

    private Process etcdctl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(etcdctl, "--endpoints=" + endpoint()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(process);
        return process;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static String nextLine(BufferedReader output) throws Exception {
        return get(
                CompletableFuture.supplyAsync(() -> output.lines().findFirst().orElseThrow()));
    }

    @Test
    void lock_ofEtcdctl_waitsForOursAndOursForIt() throws Exception {
        DistributedLock lock = client.recipes().lock(session, "both");
        LineOfKeys line = new LineOfKeys(client, "both");
        LockHold ours = lock.acquire();
        Process theirs = etcdctl("lock", "both");
        Bytes key = line.await(2).get(1).key();
        CompletableFuture<LockHold> next = lock.acquireAsync();
        line.await(3);
        try (BufferedReader output = theirs.inputReader()) {
            ours.close();
            assertThat(nextLine(output)).isEqualTo(key.toUtf8());
            assertThat(next).isNotDone();
            assertThat(lock.tryAcquire()).isEmpty();
            // Told to end, it gives the lock back.
            theirs.destroy();
            get(next).close();
        }
    }

    @Test
    void elect_ofEtcdctl_leadsBeforeUsAndFollowsUs() throws Exception {
        Election election = client.recipes().election(session, "chair");
        BlockingQueue<ElectionState> told = new LinkedBlockingQueue<>();
        try (Observation observation = election.observe(told::add)) {
            assertThat(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(ElectionState.Vacant.class);
            Process theirs = etcdctl("elect", "chair", "theirs");
            assertThat(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            ElectionState.Leader.class,
                            leader -> assertThat(leader.proposal()).isEqualTo(Bytes.utf8("theirs")));
            CompletableFuture<Term> waiting = election.campaignAsync(Bytes.utf8("ours"));
            new LineOfKeys(client, "chair").await(2);
            theirs.destroy();
            try (Term term = get(waiting);
                    BufferedReader followed = etcdctl("elect", "-l", "chair").inputReader()) {
                List<String> lines = get(CompletableFuture.supplyAsync(
                        () -> followed.lines().limit(2).toList()));
                assertThat(lines).containsExactly(term.key().toUtf8(), "ours");
            }
            assertThat(observation.done()).isNotDone();
        }
    }
}
