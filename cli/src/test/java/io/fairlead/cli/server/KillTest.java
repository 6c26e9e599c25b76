package io.fairlead.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.client.FairleadClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members in processes of their own lose one at a time to kill -9, under load. */
class KillTest {
    private static final int ROUNDS = 20;
    private static final int WRITERS = 3;

    /** Long enough that only a hang reaches it. */
    private static final Duration HANG = Duration.ofMinutes(2);

    @TempDir
    Path dir;

    private final List<MemberProcess> members = new ArrayList<>();

    /** Every put that was answered: it must never be lost. */
    private final Map<String, String> acknowledged = new ConcurrentSkipListMap<>();

    /** One permit for each acknowledged put. */
    private final Semaphore progress = new Semaphore(0);

    private final AtomicLong unknown = new AtomicLong();
    private volatile boolean writing = true;

    @AfterEach
    void killAll() {
        writing = false;
        members.forEach(MemberProcess::close);
    }

    @Test
    void killOfARandomMember_twentyRoundsUnderLoad_losesNoAcknowledgedWrite() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        members.addAll(MemberProcess.startCluster(3, dir));
        List<Thread> writers = startWriters();
        awaitProgress("the cluster serves");

        for (int round = 1; round <= ROUNDS; round++) {
            MemberProcess victim = members.get(random.nextInt(members.size()));
            victim.kill();
            awaitProgress("writes go on without one member, round " + round + ", seed " + seed);
            victim.restart();
            assertThat(isHealthy(victim))
                    .as("the member is back, round %d, seed %d", round, seed)
                    .isTrue();
        }

        writing = false;
        for (Thread writer : writers) {
            writer.join();
        }
        System.out.printf(
                "kill test: %d rounds, %d writes acknowledged, %d of unknown outcome, seed %d%n",
                ROUNDS, acknowledged.size(), unknown.get(), seed);
        for (MemberProcess member : members) {
            assertThat(contentOf(member)).containsAllEntriesOf(acknowledged);
        }
    }

    private List<Thread> startWriters() {
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            int number = w;
            Thread writer = new Thread(() -> write(number), "writer-" + w);
            writer.start();
            writers.add(writer);
        }
        return writers;
    }

    /** Puts keys that are its own, each once, so that an acknowledged one can be looked for. */
    private void write(int number) {
        try (FairleadClient client = client(members)) {
            for (int i = 0; writing; i++) {
                String key = "w" + number + "/" + i;
                String value = "value of " + key;
                try {
                    client.kv().put(key, value);
                    acknowledged.put(key, value);
                    progress.release();
                } catch (FairleadException e) {
                    unknown.incrementAndGet();
                }
            }
        }
    }

    private void awaitProgress(String what) throws InterruptedException {
        progress.drainPermits();
        assertThat(progress.tryAcquire(20, HANG.toNanos(), TimeUnit.NANOSECONDS))
                .as("waited in vain until %s", what)
                .isTrue();
    }

    private boolean isHealthy(MemberProcess member) {
        try (FairleadClient client = client(List.of(member))) {
            client.kv().get("health");
            return true;
        } catch (FairleadException e) {
            return false;
        }
    }

    private static Map<String, String> contentOf(MemberProcess member) {
        try (FairleadClient client = client(List.of(member))) {
            return client.kv().get(KeyRange.prefix("w")).entries().stream()
                    .collect(Collectors.toMap(
                            entry -> entry.key().toUtf8(),
                            entry -> entry.value().toUtf8()));
        }
    }

    private static FairleadClient client(List<MemberProcess> of) {
        return FairleadClient.builder()
                .endpoints(of.stream().map(MemberProcess::clientUrl).toList())
                .deadline(Duration.ofSeconds(10))
                .build();
    }
}
