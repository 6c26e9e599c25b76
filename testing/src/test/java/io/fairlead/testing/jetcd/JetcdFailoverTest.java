package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.lock.LockResponse;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.fairlead.testing.TestMember;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of three members notices of the loss of their leader: nothing. */
@ParameterizedClass(name = "members = {0}")
@ValueSource(ints = 3)
class JetcdFailoverTest extends JetcdBench {
    private final Heard heard = new Heard();

    @AfterEach
    void repair() {
        cluster.faults().repairAll();
        cluster.awaitReady();
    }

    @Test
    void watch_leaderIsLost_goesOnWithoutGapOrDouble() throws InterruptedException {
        watch("resume/", WatchOption.builder().withCreateNotify(true));
        heard.awaitCreated();
        for (int i = 0; i < 10; i++) {
            put("resume/" + i, "before");
        }
        assertThat(heard.events(10)).hasSize(10);

        loseTheLeader();
        List<String> expected = new ArrayList<>();
        for (int i = 10; i < 20; i++) {
            cluster.client().kv().put("resume/" + i, "after");
            expected.add("PUT resume/" + i + "=after");
        }

        assertThat(heard.shown(10)).containsExactlyElementsOf(expected);
        heard.assertNothingElse();
    }

    @Test
    void lease_leaderIsLost_livesOnOrExpiresAllTheSame() throws InterruptedException {
        long lasting = lease(600);
        long fleeting = lease(1);
        long revision = put("moved/lasting", lasting);
        put("moved/fleeting", fleeting);
        watch("moved/", WatchOption.builder().withRevision(revision).withNoPut(true));

        loseTheLeader();

        assertThat(heard.shown(1)).containsExactly("DELETE moved/fleeting=");
        assertThat(get(jetcd.getLeaseClient()
                                .timeToLive(
                                        lasting,
                                        LeaseOption.builder().withAttachedKeys().build()))
                        .getKeys())
                .extracting(JetcdBench::text)
                .containsExactly("moved/lasting");
    }

    @Test
    void lock_leaderIsLost_isStillHeld() throws InterruptedException {
        LockResponse held = get(jetcd.getLockClient().lock(bytes("held"), lease(600)));

        loseTheLeader();

        assertThat(cluster.client().kv().get(text(held.getKey()))).isPresent();
        watch("held/", WatchOption.builder().withCreateNotify(true));
        heard.awaitCreated();
        var second = jetcd.getLockClient().lock(bytes("held"), lease(600));
        assertThat(heard.events(1)).hasSize(1);
        assertThat(second).isNotDone();
        get(jetcd.getLockClient().unlock(held.getKey()));
        assertThat(get(second).getKey()).isNotEqualTo(held.getKey());
    }

    @Test
    void moveLeader_toAFollower_itLeads() throws InterruptedException {
        TestMember leader = cluster.leader();
        TestMember follower = cluster.follower();
        Client toLeader = opened(Client.builder().endpoints(leader.endpoint()).build());
        Client toFollower =
                opened(Client.builder().endpoints(follower.endpoint()).build());
        assertRefused(
                toFollower.getMaintenanceClient().moveLeader(follower.id()),
                ErrorCode.FAILED_PRECONDITION,
                "etcdserver: not leader");
        assertRefused(
                toLeader.getMaintenanceClient().moveLeader(4711),
                ErrorCode.FAILED_PRECONDITION,
                "etcdserver: bad leader transferee");

        get(toLeader.getMaintenanceClient().moveLeader(follower.id()));

        assertThat(cluster.leader()).isSameAs(follower);
    }

    private static void loseTheLeader() {
        cluster.faults().kill(cluster.leader());
        cluster.awaitReady();
    }

    private void watch(String prefix, WatchOption.Builder option) {
        opened(jetcd.getWatchClient()
                .watch(
                        bytes(prefix),
                        option.isPrefix(true).build(),
                        // jetcd tells of each stream it lost, and opens another.
                        Watch.listener(heard::onNext, lost -> {})));
    }

    private static long lease(long ttl) throws InterruptedException {
        return get(jetcd.getLeaseClient().grant(ttl)).getID();
    }

    private static long put(String key, long lease) throws InterruptedException {
        return get(jetcd.getKVClient()
                        .put(
                                bytes(key),
                                bytes("x"),
                                PutOption.builder().withLeaseId(lease).build()))
                .getHeader()
                .getRevision();
    }
}
