package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Lease;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.lease.LeaseGrantResponse;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.lease.LeaseTimeToLiveResponse;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.Observers;
import io.etcd.jetcd.watch.WatchEvent;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

@OneAndThreeMembers
class JetcdLeaseTest extends JetcdBench {
    private static final LeaseOption WITH_KEYS =
            LeaseOption.builder().withAttachedKeys().build();

    private final Lease leases = jetcd.getLeaseClient();

    @Test
    void grant_timeToLive_tellsTheTimeAndTheKeys() throws InterruptedException {
        LeaseGrantResponse granted = get(leases.grant(600));
        put("told/a", "1", granted.getID());
        put("told/b", "2", granted.getID());

        LeaseTimeToLiveResponse told = get(leases.timeToLive(granted.getID(), WITH_KEYS));

        assertThat(granted.getTTL()).isEqualTo(600);
        assertThat(told.getGrantedTTL()).isEqualTo(600);
        assertThat(told.getTTL()).isBetween(590L, 600L);
        assertThat(told.getKeys()).extracting(JetcdBench::text).containsExactlyInAnyOrder("told/a", "told/b");
    }

    @Test
    void revoke_takesTheKeysAlong() throws InterruptedException {
        long lease = get(leases.grant(600)).getID();
        put("revoked/a", "1", lease);

        get(leases.revoke(lease));

        assertThat(get(jetcd.getKVClient().get(bytes("revoked/a"))).getKvs()).isEmpty();
        assertThat(get(leases.timeToLive(lease, WITH_KEYS)).getTTL()).isEqualTo(-1);
        assertRefused(leases.revoke(lease), ErrorCode.NOT_FOUND, "etcdserver: requested lease not found");
    }

    @Test
    void lease_nobodyKeepsAlive_expiresAndWatchersHear() throws InterruptedException {
        long lease = get(leases.grant(1)).getID();
        long revision = put("expired/a", "1", lease);
        put("expired/b", "2", lease);
        Heard heard = new Heard();
        opened(jetcd.getWatchClient()
                .watch(
                        bytes("expired/"),
                        WatchOption.builder()
                                .isPrefix(true)
                                .withRevision(revision)
                                .withNoPut(true)
                                .withPrevKV(true)
                                .build(),
                        heard));

        List<WatchEvent> end = heard.response().getEvents();

        assertThat(end).extracting(Heard::show).containsExactly("DELETE expired/a=", "DELETE expired/b=");
        assertThat(end).extracting(event -> event.getPrevKV().getLease()).containsOnly(lease);
        assertThat(get(leases.timeToLive(lease, WITH_KEYS)).getTTL()).isEqualTo(-1);
    }

    @Test
    void keepAlive_renewsAgainAndAgain() throws InterruptedException {
        long granted = get(leases.grant(2)).getTTL();
        long lease = get(leases.grant(2)).getID();
        put("kept/a", "1", lease);
        BlockingQueue<LeaseKeepAliveResponse> renewals = new LinkedBlockingQueue<>();
        opened(leases.keepAlive(lease, Observers.observer(renewals::add)));
        for (int i = 0; i < 5; i++) {
            assertThat(next(renewals).getTTL()).isEqualTo(granted);
        }
        // Five renewals, a third of the time to live apart, last longer than the lease alone would have.
        assertThat(get(jetcd.getKVClient().get(bytes("kept/a"))).getKvs()).hasSize(1);
        get(leases.revoke(lease));
    }

    @Test
    void keepAliveOnce_leaseThatIsNot_isRefused() throws InterruptedException {
        long lease = get(leases.grant(600)).getID();

        assertThat(get(leases.keepAliveOnce(lease)).getTTL()).isEqualTo(600);
        get(leases.revoke(lease));

        assertRefused(leases.keepAliveOnce(lease), ErrorCode.NOT_FOUND, "lease");
    }

    private static long put(String key, String value, long lease) throws InterruptedException {
        return get(jetcd.getKVClient()
                        .put(
                                bytes(key),
                                bytes(value),
                                PutOption.builder().withLeaseId(lease).build()))
                .getHeader()
                .getRevision();
    }
}
