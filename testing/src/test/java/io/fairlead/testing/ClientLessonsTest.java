package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.maintenance.Alarm;
import io.fairlead.api.maintenance.AlarmKind;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchListener;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users of other clients complained of and no other test of ours holds: rows of {@code docs/lessons.md}. */
@Timeout(120)
class ClientLessonsTest {
    @Test
    void watch_memberIsRestarted_tellsTheInterruptionToItsListenerAlone() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        BlockingQueue<WatchBatch> batches = new LinkedBlockingQueue<>();
        WatchListener listener = new WatchListener() {
            @Override
            public void onDisconnected(String reason) {
                told.add("disconnected");
            }

            @Override
            public void onResumed(long nextRevision) {
                told.add("resumed at " + nextRevision);
            }
        };
        try (TestCluster cluster = TestCluster.start(1);
                WatchHandle watch = cluster.client()
                        .watches()
                        .watch(KeyRange.all(), WatchOptions.fromNow().listener(listener), batches::add)) {
            long seen = cluster.client().kv().put("a", "1").revision();
            assertThat(batches.take().revision()).isEqualTo(seen);

            cluster.faults().restart(cluster.member(0));
            cluster.awaitReady();
            long next = cluster.client().kv().put("a", "2").revision();

            assertThat(batches.take().revision()).isEqualTo(next);
            assertThat(batches).isEmpty();
            assertThat(told).first().isEqualTo("disconnected");
            assertThat(told).last().isEqualTo("resumed at " + (seen + 1));
            assertThat(watch.done()).isNotDone();
        }
    }

    @Test
    void disarm_ofOneKind_leavesTheOthersRaised() {
        try (TestCluster cluster = TestCluster.builder()
                .members(1)
                .server(config -> config.quotaBackendBytes(64 * 1024))
                .start()) {
            FairleadClient client = cluster.client();
            Bytes page = Bytes.utf8("x".repeat(16 * 1024));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 64; i++) {
                            client.kv().put("page/" + i, page);
                        }
                    })
                    .hasMessageContaining("database space exceeded");
            List<Alarm> raised = client.maintenance().alarms().alarms();
            assertThat(raised).extracting(Alarm::kind).containsExactly(AlarmKind.NO_SPACE);

            client.maintenance().disarm(new Alarm(raised.get(0).memberId(), AlarmKind.CORRUPT));
            assertThat(client.maintenance().alarms().alarms()).isEqualTo(raised);

            client.maintenance().disarm(raised.get(0));
            assertThat(client.maintenance().alarms().alarms()).isEmpty();
        }
    }
}
