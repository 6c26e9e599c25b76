package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.Tampering;
import io.fairlead.server.storage.disk.SystemDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three running members, of which one has other keys than the others: at its start, and when it runs all the same. */
class CorruptionTest {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final CorruptionConfig CHECKS =
            CorruptionConfig.defaults().compactionsCheckedEach(Duration.ofMillis(100));

    @TempDir
    Path dir;

    private final List<FairleadServer> running = new ArrayList<>();

    @AfterEach
    void stopAll() {
        running.forEach(FairleadServer::kill);
    }

    @Test
    void memberWithOtherKeys_doesNotStartWhereThatIsChecked_andIsFoundByACompaction() throws Exception {
        running.addAll(FairleadServer.startAll(
                List.of(config("m1").build(), config("m2").build(), config("m3").build())));
        for (FairleadServer server : running) {
            server.awaitReady(READY);
        }
        FairleadServer victim = running.stream()
                .filter(server -> !server.isLeader())
                .findFirst()
                .orElseThrow();
        long last;
        try (TestClient client = new TestClient(victim)) {
            client.put("a", "1");
            last = client.put("b", "2");
            assertThat(client.get("b")).contains("2");
        }
        victim.close();
        running.remove(victim);

        // Its keys are those of the others: it starts. After that they are not.
        ServerConfigBuilder again =
                config(victim.name()).listenPeerUrls(victim.peerUrls().get(0)).corruption(CHECKS.checkedAtStart());
        FairleadServer whole = FairleadServer.start(again.build());
        running.add(whole);
        whole.awaitReady(READY);
        whole.close();
        running.remove(whole);
        Tampering.addKey(
                new SystemDisk(),
                dir.resolve(victim.name()).resolve("member").resolve("state"),
                new FileOwner(victim.clusterId(), victim.memberId()));
        assertThatThrownBy(() -> FairleadServer.start(again.build()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found data inconsistency with peers")
                .hasMessageContaining("hashes at revision " + last);

        FairleadServer unchecked = FairleadServer.start(again.corruption(CHECKS).build());
        running.add(unchecked);
        unchecked.awaitReady(READY);
        restartHealthyOne(victim.memberId());
        try (TestClient client = new TestClient(unchecked)) {
            client.kv().compact(CompactionRequest.newBuilder().setRevision(last).build());
            AlarmMember raised = awaitAlarm(client);
            assertThat(raised.getAlarm()).isEqualTo(AlarmType.CORRUPT);
            assertThat(raised.getMemberID()).isEqualTo(victim.memberId());
            assertThatThrownBy(() -> client.put("c", "3")).hasMessageContaining("etcdserver: corrupt cluster");
            assertThat(client.get("a")).contains("1");
        }
    }

    /** It has the keys of a majority, so that another one differs is no reason to stay away. */
    private void restartHealthyOne(long victimId) throws Exception {
        FairleadServer healthy = running.stream()
                .filter(server -> server.memberId() != victimId && !server.isLeader())
                .findFirst()
                .orElseThrow();
        healthy.close();
        running.remove(healthy);
        FairleadServer again = FairleadServer.start(config(healthy.name())
                .listenPeerUrls(healthy.peerUrls().get(0))
                .corruption(CHECKS.checkedAtStart())
                .build());
        running.add(again);
        again.awaitReady(READY);
    }

    private static AlarmMember awaitAlarm(TestClient client) {
        long end = System.nanoTime() + READY.toNanos();
        while (true) {
            List<AlarmMember> alarms = client.maintenance()
                    .alarm(AlarmRequest.getDefaultInstance())
                    .getAlarmsList();
            if (!alarms.isEmpty()) {
                return alarms.get(0);
            }
            assertThat(System.nanoTime() - end).as("still no alarm").isNegative();
            Thread.onSpinWait();
        }
    }

    private ServerConfigBuilder config(String name) {
        return ServerConfig.builder()
                .name(name)
                .dataDir(dir.resolve(name))
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(50))
                .electionTimeout(Duration.ofMillis(500))
                .unsafeNoFsync(true)
                .corruption(CHECKS);
    }
}
