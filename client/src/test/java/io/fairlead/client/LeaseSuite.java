package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.lease.LeaseChange;
import io.fairlead.api.lease.LeaseInfo;
import io.fairlead.api.lease.LeaseState;
import io.fairlead.api.lease.Leases;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases and sessions with a cluster of one member, whoever made that member. */
abstract class LeaseSuite {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** No test waits for it unless it fails. */
    private static final long PATIENCE_SECONDS = 30;

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Leases leases;

    /** Where the member listens, over the network. */
    abstract String endpoint();

    @BeforeEach
    void connect() {
        client = FairleadClient.connect(endpoint());
        leases = client.leases();
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    private void put(String key, long lease) {
        client.kv().put(Bytes.utf8(key), Bytes.utf8("v"), PutOptions.defaults().lease(lease));
    }

    private void assertNotFound(Runnable call) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, call::run);
        assertThat(refused).isNotNull();
        assertThat(refused.condition()).isEqualTo(EtcdError.LEASE_NOT_FOUND);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void grant_withoutAnId_choosesOneAndRoundsTheTimeUp() {
        Lease lease = leases.grant(Duration.ofMillis(59_001));
        assertThat(lease.id()).isPositive();
        assertThat(lease.ttl()).isEqualTo(MINUTE);
        put("k", lease.id());
        LeaseInfo info = leases.timeToLive(lease.id(), true);
        assertThat(info.grantedTtl()).isEqualTo(MINUTE);
        assertThat(info.remaining()).isBetween(Duration.ofSeconds(1), MINUTE);
        assertThat(info.keys()).containsExactly(Bytes.utf8("k"));
        assertThat(leases.timeToLive(lease.id(), false).keys()).isEmpty();
        assertThat(leases.list()).contains(lease.id());
        leases.revoke(lease.id());
        assertThat(leases.list()).doesNotContain(lease.id());
    }

    @Test
    void grant_idOfSomebodyElse_isRefusedForCertain() {
        Lease lease = leases.grant(4711, MINUTE);
        assertThat(lease.id()).isEqualTo(4711);
        FairleadException refused = catchThrowableOfType(FairleadException.class, () -> leases.grant(4711, MINUTE));
        assertThat(refused.error()).contains(EtcdError.LEASE_EXISTS);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        leases.revoke(4711);
    }

    @Test
    void grant_timeTooLong_isRefused() {
        assertThatThrownBy(() -> leases.grant(Duration.ofSeconds(9_000_000_001L)))
                .hasMessage("etcdserver: too large lease TTL");
    }

    @Test
    void grant_wrongArguments_areRefusedHere() {
        assertThatThrownBy(() -> leases.grant(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> leases.grant(0, MINUTE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void revoke_deletesTheKeysInOneRevision() {
        Lease lease = leases.grant(MINUTE);
        put("a", lease.id());
        put("b", lease.id());
        long before = client.kv().put("other", "v").revision();
        assertThat(leases.revoke(lease.id()).revision()).isEqualTo(before + 1);
        assertThat(client.kv().get("a")).isEmpty();
        assertThat(client.kv().get("b")).isEmpty();
        assertNotFound(() -> leases.revoke(lease.id()));
    }

    @Test
    void unknownLease_isNotFoundByEveryQuestion() {
        assertNotFound(() -> leases.keepAliveOnce(12345));
        assertNotFound(() -> leases.keepAlive(12345));
        assertNotFound(() -> leases.timeToLive(12345, true));
        assertNotFound(() -> leases.revoke(12345));
    }

    @Test
    void keepAliveOnce_ofSeveralLeases_answersEachWithItsOwn() {
        Lease first = leases.grant(MINUTE);
        Lease second = leases.grant(MINUTE.multipliedBy(2));
        assertThat(leases.keepAliveOnce(first.id()).ttl()).isEqualTo(first.ttl());
        assertThat(leases.keepAliveOnce(second.id()).ttl()).isEqualTo(second.ttl());
        assertThat(leases.keepAliveOnce(first.id()).id()).isEqualTo(first.id());
    }

    @Test
    void keep_leaseOfShortTime_outlivesIt() throws InterruptedException {
        KeptLease kept = leases.keep(Duration.ofSeconds(2));
        put("k", kept.id());
        // Waits for as long as a lease of the same time lives that nobody keeps alive: judged by the server.
        Lease witness = leases.grant(Duration.ofSeconds(2));
        put("witness", witness.id());
        client.kv().put("turn", "v");
        awaitDeleted("witness");
        assertThat(client.kv().get("k")).isPresent();
        assertThat(kept.state()).isEqualTo(LeaseState.ALIVE);
        assertThat(kept.validFor()).isBetween(Duration.ofMillis(1), kept.ttl());
        kept.revoke();
        assertThat(client.kv().get("k")).isEmpty();
        assertThat(kept.state()).isEqualTo(LeaseState.REVOKED);
        assertThat(kept.validFor()).isZero();
        kept.revoke();
    }

    private void awaitDeleted(String key) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (client.kv().get(key).isPresent()) {
            assertThat(System.nanoTime() - end).isNegative();
        }
    }

    @Test
    void keep_revokedElsewhere_isTold() throws InterruptedException {
        KeptLease kept = leases.keep(Duration.ofSeconds(2));
        BlockingQueue<LeaseChange> changes = new LinkedBlockingQueue<>();
        kept.onChange(changes::add);
        try (FairleadClient other = FairleadClient.connect(endpoint())) {
            other.leases().revoke(kept.id());
        }
        LeaseChange change = changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(change).isNotNull();
        assertThat(change.state()).isEqualTo(LeaseState.EXPIRED);
        assertThat(change.reason()).contains("no such lease");
        assertThat(kept.ended().join()).isEqualTo(change);
        assertThat(kept.state()).isEqualTo(LeaseState.EXPIRED);
        kept.onChange(changes::add);
        assertThat(changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(change);
    }

    @Test
    void keepAlive_byTwo_isReleasedOneByOneAndRevokedForBoth() {
        Lease lease = leases.grant(MINUTE);
        KeptLease first = leases.keepAlive(lease.id());
        KeptLease second = leases.keepAlive(lease.id());
        first.close();
        first.close();
        assertThat(first.ended().join().state()).isEqualTo(LeaseState.RELEASED);
        assertThat(second.state()).isEqualTo(LeaseState.ALIVE);
        leases.revoke(lease.id());
        assertThat(second.ended().join().state()).isEqualTo(LeaseState.REVOKED);
        assertThat(first.state()).isEqualTo(LeaseState.RELEASED);
    }

    @Test
    void session_closed_takesItsKeysAlong() {
        Session session = client.recipes().openSession();
        assertThat(session.ttl()).isEqualTo(MINUTE);
        assertThat(session.isAliveFor(Duration.ofSeconds(30))).isTrue();
        assertThat(session.isAliveFor(MINUTE)).isFalse();
        put("k", session.leaseId());
        session.close();
        session.close();
        assertThat(session.state()).isEqualTo(LeaseState.REVOKED);
        assertThat(session.isAliveFor(Duration.ZERO)).isFalse();
        assertThat(session.ended().join().state()).isEqualTo(LeaseState.REVOKED);
        assertThat(client.kv().get("k")).isEmpty();
    }

    @Test
    void clientClosed_endsSessionsAndReleasesLeases() {
        Session session;
        KeptLease kept;
        try (FairleadClient other = FairleadClient.connect(endpoint())) {
            session = other.recipes().openSessionAsync(MINUTE).join();
            kept = other.leases().keep(MINUTE);
        }
        assertThat(session.state()).isEqualTo(LeaseState.REVOKED);
        assertThat(kept.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(kept.ended().join().reason()).isEqualTo("the client was closed");
        assertNotFound(() -> leases.timeToLive(session.leaseId(), false));
        leases.revoke(kept.id());
    }
}
