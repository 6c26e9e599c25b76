package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.call.CallInterceptor;
import io.fairlead.api.call.CallTry;
import io.fairlead.api.call.ClientListener;
import io.fairlead.api.call.TryEnd;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where calls go in a real cluster: seen by an interceptor, which is told of every try. */
@Timeout(180)
class LeaderRoutingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init") // set before all
    private static TestCluster cluster;

    private final Queue<String> places = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Long> leaders = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.start(3);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        cluster.faults().repairAll();
        cluster.awaitReady();
        client = FairleadClient.builder()
                .endpoints(cluster.endpoints())
                .deadline(PATIENCE)
                .interceptor(new CallInterceptor() {
                    @Override
                    public void onTryEnd(CallTry attempt, TryEnd end) {
                        if (end.isOk()) {
                            places.add(attempt.endpoint());
                        }
                    }
                })
                .listener(new ClientListener() {
                    @Override
                    public void onLeaderChange(long leaderId, long term) {
                        leaders.add(leaderId);
                    }
                })
                .build();
    }

    @AfterEach
    void close() {
        client.close();
    }

    /** Calls until the client has been told of this leader. */
    private void learn(TestMember leader) throws InterruptedException {
        client.kv().put("k", "v");
        while (leaders.take() != leader.id()) {
            client.kv().put("k", "v");
        }
    }

    /** Not at once: what a member answered while it had no leader leaves it out for a moment, even if it leads now. */
    private void writeUntilWritesGoTo(TestMember leader) {
        do {
            places.clear();
            client.kv().put("k", "v");
        } while (!List.copyOf(places).equals(List.of(leader.endpoint())));
        assertThat(client.diagnostics().leader()).contains(leader.endpoint());
    }

    @Test
    void writesAndReads_leaderLearnt_areForwardedByNobody() throws InterruptedException {
        TestMember leader = cluster.leader();
        learn(leader);
        while (client.diagnostics().leader().isEmpty()) {
            client.kv().put("k", "v");
        }
        places.clear();
        for (int i = 0; i < 20; i++) {
            client.kv().put("k", "v" + i);
            client.kv().get("k");
        }
        assertThat(places).hasSize(40).containsOnly(leader.endpoint());
    }

    @Test
    void serializableReads_always_areSpreadOverAllMembers() {
        for (int i = 0; i < 9; i++) {
            client.kv().get(KeyRange.single("k"), ReadOptions.defaults().serializable());
        }
        assertThat(places).containsAll(cluster.endpoints());
    }

    @Test
    void leadership_isMoved_isFollowedWithoutAFailure() throws InterruptedException {
        TestMember before = cluster.leader();
        learn(before);
        TestMember after = cluster.follower();
        client.maintenance().moveLeader(after.id());
        learn(after);
        writeUntilWritesGoTo(after);
    }

    @Test
    void leader_killed_writesGoOnWithinTheDeadlineAndGoToTheNewOne() throws InterruptedException {
        TestMember before = cluster.leader();
        learn(before);
        cluster.faults().kill(before);
        long unknown = 0;
        // What was on its way to a leader that is gone may be of unknown outcome; nothing else may fail.
        for (int i = 0; i < 50; i++) {
            try {
                client.kv().put("k", "v" + i);
            } catch (FairleadException e) {
                assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
                unknown++;
            }
        }
        assertThat(unknown).isLessThan(50);
        TestMember after = cluster.leader();
        assertThat(after).isNotSameAs(before);
        writeUntilWritesGoTo(after);
        assertThat(client.diagnostics().endpoints())
                .filteredOn(state -> state.endpoint().equals(before.endpoint()))
                .allMatch(state -> state.lastFailure().isPresent());
    }

    @Test
    void leader_cutOffFromItsPeers_writesEndUpAtTheOthers() throws InterruptedException {
        TestMember before = cluster.leader();
        learn(before);
        cluster.faults().isolate(before);
        TestMember after = cluster.leader();
        boolean served = false;
        while (!served) {
            try {
                client.kv().put("k", "w");
                served = true;
            } catch (FairleadException e) {
                assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
            }
        }
        writeUntilWritesGoTo(after);
    }
}
