package io.fairlead.testing.conformance;

import static io.fairlead.testing.conformance.Scenario.safety;
import static io.fairlead.testing.conformance.Scenario.service;
import static io.fairlead.testing.conformance.Stage.PATIENCE;
import static io.fairlead.testing.conformance.WatchScenarios.check;

import io.fairlead.testing.conformance.ClientUnderTest.Ability;
import io.fairlead.testing.fake.CallScript;
import io.fairlead.testing.fake.Ending;
import io.fairlead.testing.fake.FakeEtcd;
import io.fairlead.testing.fake.FakeLease;
import io.fairlead.testing.fake.Received;
import io.fairlead.testing.fake.StreamScript;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Leases that are kept alive: whether one was is for the server's clock to say. */
final class LeaseScenarios {
    private static final String KEEP_ALIVE = "LeaseKeepAlive";

    /** Keep-alives come every second, and a stream that breaks has two more to be there again. */
    private static final long TTL_SECONDS = 3;

    /** Steps of a stream that are ended after: opened, asked, answered, asked again, answered again. */
    private static final int POINTS = 5;

    private LeaseScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        Endings.ofStreams()
                .forEach((name, ending) -> all.add(safety(
                        "lease",
                        "keepAlive_stream_" + name + "_atEveryPoint_leaseNeverExpires",
                        stage -> atEveryPoint(stage, ending))));
        all.add(safety(
                "lease", "keepAlive_everyStreamEndsAfterOneAnswer_leaseNeverExpires", LeaseScenarios::oneAnswerEach));
        all.add(safety("lease", "keepAlive_memberSaysNothing_leaseNeverExpires", stage -> silent(stage, 1)));
        all.add(safety("lease", "keepAlive_memberFallsSilent_leaseNeverExpires", stage -> silent(stage, 2)));
        all.add(safety("lease", "keepAlive_memberLosesItsLeader_leaseNeverExpires", LeaseScenarios::leaderless));
        all.add(safety("lease", "keepAlive_membersRestart_leaseNeverExpires", LeaseScenarios::restarts));
        all.add(safety("lease", "keepAlive_fiftyLeasesAndEndingStreams_noneExpires", LeaseScenarios::many));
        all.add(safety(
                "lease",
                "keepAlive_nobodyAnswersAnyMore_isGivenUpBeforeTheServerDoes",
                LeaseScenarios::givesUpFirst,
                Ability.LEASE_LOSS));
        all.add(service(
                "lease",
                "keepAlive_leaseRevokedBySomebodyElse_tellsTheLoss",
                LeaseScenarios::revoked,
                Ability.LEASE_LOSS));
        all.add(service(
                "lease",
                "keepAlive_thereIsNoSuchLease_failsOrTellsTheLoss",
                LeaseScenarios::noSuchLease,
                Ability.LEASE_LOSS));
        all.add(service("lease", "keepAlive_closed_leavesTheLeaseToItsTime", LeaseScenarios::closed));
        all.add(service("lease", "keepAlive_everyStreamIsRefused_doesNotStorm", LeaseScenarios::noStorm));
        all.add(safety(
                "lease",
                "grant_unavailableBeforeItWasMade_leavesOneLease",
                stage -> grant(stage, CallScript.refuse(Ending.unavailable()))));
        all.add(safety(
                "lease",
                "grant_unavailableAfterItWasMade_leavesOneLease",
                stage -> grant(stage, CallScript.serveThen(Ending.unavailable()))));
        all.add(safety(
                "lease",
                "grant_connectionLostAfterItWasMade_leavesOneLease",
                stage -> grant(stage, CallScript.serveThen(Ending.cut()))));
        return all;
    }

    /** All points at once: each waits for seconds and does nothing. */
    private static void atEveryPoint(Stage stage, Ending ending) {
        List<CompletableFuture<Void>> points = new ArrayList<>();
        for (int steps = 0; steps < POINTS; steps++) {
            StreamScript script = StreamScript.after(steps, ending);
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        try (Stage one = stage.another()) {
                            keptThrough(one, script);
                            done.complete(null);
                        } catch (Throwable e) {
                            done.completeExceptionally(new AssertionError(script + ": " + e.getMessage(), e));
                        }
                    },
                    "conformance-point");
            thread.setDaemon(true);
            thread.start();
            points.add(done);
        }
        try {
            CompletableFuture.allOf(points.toArray(new CompletableFuture<?>[0])).join();
        } catch (CompletionException e) {
            throw new AssertionError(String.valueOf(e.getCause()), e);
        }
    }

    private static void keptThrough(Stage stage, StreamScript script) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        // A client may ask once on a stream of its own before it keeps asking on another.
        etcd.nextStreams(KEEP_ALIVE, script, script, script);
        Kept kept = new Kept(stage, etcd, TTL_SECONDS);
        etcd.awaitScripts(1, PATIENCE);
        kept.mustBeRenewed(2);
    }

    /** A lease that somebody else granted and the client keeps. */
    private static final class Kept {
        private final FakeEtcd etcd;
        private final long id;
        private final AtomicInteger lost = new AtomicInteger();

        Kept(Stage stage, FakeEtcd etcd, long ttlSeconds) throws Exception {
            this(stage, etcd, stage.client(etcd), ttlSeconds);
        }

        Kept(Stage stage, FakeEtcd etcd, ClientUnderTest client, long ttlSeconds) throws Exception {
            this.etcd = etcd;
            this.id = etcd.grant(ttlSeconds);
            AutoCloseable keeping =
                    Stage.promptly("keepAlive", () -> client.keepAlive(id, () -> lost.incrementAndGet()));
            stage.closeLater(keeping);
        }

        int renewals() {
            return etcd.lease(id).renewals();
        }

        void mustBeRenewed(int times) {
            mustHaveBeenRenewed(renewals() + times);
        }

        void mustHaveBeenRenewed(int times) {
            FakeLease lease = etcd.awaitRenewals(id, times, PATIENCE.multipliedBy(2));
            check(lease.state() == FakeLease.State.ALIVE, "the lease is gone: " + lease);
            check(lost.get() == 0, "the client gave a lease up that lives: " + lease);
        }
    }

    private static void oneAnswerEach(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextStreams(
                KEEP_ALIVE,
                Collections.nCopies(20, StreamScript.after(2, Ending.ok())).toArray(new StreamScript[0]));
        new Kept(stage, etcd, TTL_SECONDS).mustBeRenewed(5);
    }

    private static void silent(Stage stage, int steps) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextStreams(KEEP_ALIVE, StreamScript.after(steps, Ending.silence()));
        Kept kept = new Kept(stage, etcd, 2 * TTL_SECONDS);
        etcd.awaitScripts(1, PATIENCE);
        kept.mustBeRenewed(2);
    }

    private static void leaderless(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(3);
        Kept kept = new Kept(stage, etcd, 2 * TTL_SECONDS);
        kept.mustBeRenewed(1);
        List<Received> received = etcd.received(KEEP_ALIVE);
        etcd.loseLeader(received.get(received.size() - 1).member());
        kept.mustBeRenewed(2);
    }

    private static void restarts(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        Kept kept = new Kept(stage, etcd, 2 * TTL_SECONDS);
        kept.mustBeRenewed(1);
        etcd.refuseConnections(0);
        etcd.refuseConnections(1);
        etcd.acceptConnections(0);
        etcd.acceptConnections(1);
        kept.mustBeRenewed(2);
    }

    private static void many(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        ClientUnderTest client = stage.client(etcd);
        List<Ending> endings = List.copyOf(Endings.ofStreams().values());
        List<Kept> kept = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            kept.add(new Kept(stage, etcd, client, 2 * TTL_SECONDS));
        }
        // Some of the streams serve one lease; one serves fifty, and is ended here.
        for (int i = 0; i < endings.size(); i++) {
            etcd.nextStreams(KEEP_ALIVE, StreamScript.after(20 + i, endings.get(i)));
        }
        etcd.cutConnections(0);
        etcd.cutConnections(1);
        List<Integer> renewals = kept.stream().map(Kept::renewals).toList();
        for (int i = 0; i < kept.size(); i++) {
            kept.get(i).mustHaveBeenRenewed(renewals.get(i) + 3);
        }
    }

    private static void givesUpFirst(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        long id = etcd.grant(2);
        etcd.nextStreams(KEEP_ALIVE, StreamScript.after(2, Ending.silence()));
        etcd.nextStreams(
                KEEP_ALIVE,
                Collections.nCopies(200, StreamScript.after(0, Ending.silence()))
                        .toArray(new StreamScript[0]));
        ClientUnderTest client = stage.client(etcd);
        CompletableFuture<FakeLease> atLoss = new CompletableFuture<>();
        AutoCloseable keeping =
                Stage.promptly("keepAlive", () -> client.keepAlive(id, () -> atLoss.complete(etcd.lease(id))));
        stage.closeLater(keeping);
        FakeLease lease = atLoss.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        check(lease.state() == FakeLease.State.ALIVE, "the server gave it up first: " + lease);
    }

    private static void revoked(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        long id = etcd.grant(TTL_SECONDS);
        CompletableFuture<Void> lost = new CompletableFuture<>();
        ClientUnderTest client = stage.client(etcd);
        AutoCloseable keeping = Stage.promptly("keepAlive", () -> client.keepAlive(id, () -> lost.complete(null)));
        stage.closeLater(keeping);
        etcd.awaitRenewals(id, 1, PATIENCE);
        etcd.revoke(id);
        lost.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void noSuchLease(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        CompletableFuture<Void> lost = new CompletableFuture<>();
        ClientUnderTest client = stage.client(etcd);
        try {
            AutoCloseable keeping =
                    Stage.promptly("keepAlive", () -> client.keepAlive(4711, () -> lost.complete(null)));
            stage.closeLater(keeping);
            lost.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (CallFailed refused) {
            check(etcd.received(KEEP_ALIVE).size() <= 3, "asked again and again");
        }
    }

    private static void closed(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        ClientUnderTest client = stage.client(etcd);
        long id = etcd.grant(1);
        AutoCloseable keeping = Stage.promptly("keepAlive", () -> client.keepAlive(id, () -> {}));
        etcd.awaitRenewals(id, 2, PATIENCE);
        keeping.close();
        FakeLease lease = etcd.awaitRenewals(id, 1_000, PATIENCE);
        check(lease.state() == FakeLease.State.EXPIRED, "still kept: " + lease);
    }

    private static void noStorm(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextStreams(
                KEEP_ALIVE,
                Collections.nCopies(5_000, StreamScript.after(1, Ending.unavailable()))
                        .toArray(new StreamScript[0]));
        ClientUnderTest client = stage.client(etcd);
        long id = etcd.grant(2);
        try {
            AutoCloseable keeping = Stage.promptly("keepAlive", () -> client.keepAlive(id, () -> {}));
            stage.closeLater(keeping);
        } catch (CallFailed gaveUp) {
            // It may.
            check(gaveUp.getMessage() != null, "no reason");
        }
        etcd.awaitRenewals(id, 1, PATIENCE);
        int asked = etcd.received(KEEP_ALIVE).size();
        check(asked <= 200, "asked " + asked + " times within two seconds");
    }

    private static void grant(Stage stage, CallScript script) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextCalls("LeaseGrant", script, script);
        ClientUnderTest client = stage.client(etcd);
        boolean granted;
        try {
            granted = Stage.promptly("grant", () -> client.grant(60)) != 0;
        } catch (CallFailed e) {
            granted = false;
        }
        long leases = etcd.leases().stream()
                .filter(lease -> lease.state() == FakeLease.State.ALIVE)
                .count();
        check(leases <= 1, leases + " leases for one grant");
        check(!granted || leases == 1, "granted, and there is none");
    }
}
