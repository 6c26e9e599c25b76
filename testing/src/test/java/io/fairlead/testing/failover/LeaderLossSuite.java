package io.fairlead.testing.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.auth.Permission;
import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.Election;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.concurrency.HoldLostException;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Observation;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.Term;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.Scan;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** What the client does on three members when the leader is killed in the middle of it, whoever made the members. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LeaderLossSuite {
    private static final Duration ELECTION = Duration.ofMillis(400);
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init") // set before all
    private ThreeMembers members;

    @SuppressWarnings("NullAway.Init") // set before all
    private FairleadClient client;

    /** Where those who take part in the one kill wait for each other; the last one to come kills. */
    private final Phaser middle = new Phaser() {
        @Override
        protected boolean onAdvance(int phase, int parties) {
            down = members.killLeader();
            return true;
        }
    };

    /** The member that is down, or below zero. */
    private volatile int down = -1;

    abstract ThreeMembers start(Duration heartbeat, Duration election);

    @BeforeAll
    void start() {
        members = start(ELECTION.dividedBy(10), ELECTION);
        members.awaitReady();
        client = FairleadClient.builder()
                .endpoints(members.endpoints())
                .deadline(PATIENT)
                .build();
    }

    @AfterAll
    void stop() {
        if (client != null) {
            client.close();
        }
        if (members != null) {
            members.close();
        }
    }

    @AfterEach
    void repair() {
        if (down >= 0) {
            members.start(down);
            down = -1;
            members.awaitReady();
        }
    }

    /** What somebody does while the leader is killed, with a call of {@link #killLeader} in the middle. */
    private interface Scenario {
        void run() throws Exception;
    }

    private Map<String, Scenario> scenarios() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        all.put(
                "puts_leaderKilled_acknowledgedOnesAreThereOnceAndRefusedOnesAreNot",
                this::puts_leaderKilled_acknowledgedOnesAreThereOnceAndRefusedOnesAreNot);
        all.put("transactions_leaderKilled_countEachStepOnce", this::transactions_leaderKilled_countEachStepOnce);
        all.put("watches_leaderKilled_seeEveryChangeOnceInOrder", this::watches_leaderKilled_seeEveryChangeOnceInOrder);
        all.put("scan_leaderKilled_givesOneRevision", this::scan_leaderKilled_givesOneRevision);
        all.put(
                "keptLease_leaderKilled_livesWhileTheOtherExpires",
                this::keptLease_leaderKilled_livesWhileTheOtherExpires);
        all.put(
                "lock_leaderKilled_hasOneHolderAtATimeAndTokensThatRise",
                this::lock_leaderKilled_hasOneHolderAtATimeAndTokensThatRise);
        all.put(
                "election_leaderKilled_keepsItsTermAndObserversSeeEachTermOnce",
                this::election_leaderKilled_keepsItsTermAndObserversSeeEachTermOnce);
        return all;
    }

    /** All at once, since each waits for the same election: the leader is killed when all of them are in their middle. */
    @TestFactory
    Stream<DynamicTest> everybody_leaderKilledInTheMiddle_losesAndDoublesNothing() {
        Map<String, Scenario> scenarios = scenarios();
        Map<String, CompletableFuture<Void>> runs = new LinkedHashMap<>();
        middle.bulkRegister(scenarios.size());
        scenarios.forEach((name, scenario) -> {
            CompletableFuture<Void> run = new CompletableFuture<>();
            runs.put(name, run);
            Thread thread = new Thread(
                    () -> {
                        try {
                            scenario.run();
                            run.complete(null);
                        } catch (Throwable e) {
                            run.completeExceptionally(e);
                        } finally {
                            middle.arriveAndDeregister();
                        }
                    },
                    name);
            thread.start();
        });
        return runs.entrySet().stream()
                .map(run -> DynamicTest.dynamicTest(
                        run.getKey(), () -> run.getValue().get()));
    }

    private void killLeader() {
        middle.arriveAndAwaitAdvance();
    }

    @Test
    void users_leaderKilled_goOnWithTheirRights() {
        client.auth().addUser("root", "r".toCharArray());
        client.auth().addRole("root");
        client.auth().grantRole("root", "root");
        client.auth().addUser("ann", "secret".toCharArray());
        client.auth().addRole("reader");
        client.auth().grantPermission("reader", Permission.readWrite(KeyRange.prefix("anns/")));
        client.auth().grantRole("ann", "reader");
        // Whoever asks for the leader later has no user.
        int leader = members.leader();
        client.auth().enable();
        try (FairleadClient ann = as("ann", "secret");
                FairleadClient root = as("root", "r")) {
            try (WatchHandle watch =
                    ann.watches().watch(KeyRange.prefix("anns/"), WatchOptions.fromNow(), batch -> {})) {
                ann.kv().put("anns/1", "v");
                members.kill(leader);
                down = leader;
                while (attempt(() -> ann.kv().put("anns/2", "v")) != Went.MADE) {
                    assertThat(watch.done()).isNotDone();
                }
                long revision = ann.kv().get("anns/2").orElseThrow().modRevision();
                watch.awaitRevision(revision, PATIENT);
                assertThat(ann.kv().get("anns/2")).isPresent();
                assertThatThrownBy(() -> ann.kv().put("roots/1", "v"))
                        .satisfies(refused -> assertThat(((FairleadException) refused).error())
                                .contains(EtcdError.PERMISSION_DENIED));
            } finally {
                root.auth().disable();
            }
        }
    }

    /** How a write went. */
    private enum Went {
        MADE,
        NOT_MADE,
        UNKNOWN
    }

    private static Went attempt(Runnable write) {
        try {
            write.run();
            return Went.MADE;
        } catch (FairleadException e) {
            return e.outcome() == Outcome.NOT_APPLIED ? Went.NOT_MADE : Went.UNKNOWN;
        }
    }

    private void puts_leaderKilled_acknowledgedOnesAreThereOnceAndRefusedOnesAreNot() throws InterruptedException {
        Map<String, Went> went = Collections.synchronizedMap(new TreeMap<>());
        AtomicInteger done = new AtomicInteger();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            String prefix = "puts/" + w + "/";
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 60; i++) {
                    String key = prefix + i;
                    went.put(key, attempt(() -> client.kv().put(key, "v")));
                    done.incrementAndGet();
                }
            });
            writer.start();
            writers.add(writer);
        }
        ThreeMembers.await("writes", () -> done.get() > 30 ? Optional.of(true) : Optional.empty());
        killLeader();
        for (Thread writer : writers) {
            writer.join();
        }
        went.forEach((key, how) -> {
            Optional<KeyValue> found = client.kv().get(key);
            found.ifPresent(entry -> assertThat(entry.version()).as(key).isEqualTo(1));
            switch (how) {
                case MADE -> assertThat(found).as(key).isPresent();
                case NOT_MADE -> assertThat(found).as(key).isEmpty();
                case UNKNOWN ->
                    assertThat(found.map(KeyValue::version).orElse(1L)).isEqualTo(1);
            }
        });
        assertThat(went.values()).filteredOn(Went.MADE::equals).hasSizeGreaterThan(100);
    }

    private void transactions_leaderKilled_countEachStepOnce() {
        String counter = "txn/counter";
        for (int i = 0; i < 60; i++) {
            if (i == 20) {
                killLeader();
            }
            String mark = "txn/mark/" + i;
            // Until the mark is seen the step is repeated: the mark keeps it from being made twice.
            while (client.kv().get(mark).isEmpty()) {
                Optional<KeyValue> seen = client.kv().get(counter);
                long count = seen.map(entry -> Long.parseLong(entry.value().toUtf8()))
                        .orElse(0L);
                Went ignored = attempt(() -> {
                    TxnResult result = client.kv()
                            .txn()
                            .when(
                                    Cmp.modRevision(counter)
                                            .is(seen.map(KeyValue::modRevision).orElse(0L)),
                                    Cmp.missing(mark))
                            .then(Op.put(counter, String.valueOf(count + 1)), Op.put(mark, "made"))
                            .commit();
                    assertThat(result.header().revision()).isPositive();
                });
            }
        }
        assertThat(client.kv().get(counter).map(entry -> entry.value().toUtf8()))
                .contains("60");
        assertThat(client.kv().get(counter).map(KeyValue::version)).contains(60L);
    }

    private void watches_leaderKilled_seeEveryChangeOnceInOrder() {
        List<WatchEvent> pushed = Collections.synchronizedList(new ArrayList<>());
        try (WatchHandle push = client.watches()
                        .watch(
                                KeyRange.prefix("watched/"),
                                WatchOptions.fromNow().withPrevKv(),
                                batch -> pushed.addAll(batch.events()));
                WatchIterator pull = client.watches().iterate(KeyRange.prefix("watched/"), WatchOptions.fromNow())) {
            for (int i = 0; i < 120; i++) {
                if (i == 40) {
                    killLeader();
                }
                String key = "watched/" + i % 7;
                String value = "v" + i;
                Went ignored = attempt(() -> client.kv().put(key, value));
                if (i % 11 == 0) {
                    ignored = attempt(() -> client.kv().delete(key));
                }
            }
            long last = client.kv().put("watched/end", "v").revision();
            push.awaitRevision(last, PATIENT);
            List<WatchEvent> pulled = new ArrayList<>();
            while (pulled.isEmpty() || pulled.get(pulled.size() - 1).revision() < last) {
                pulled.addAll(pull.poll(PATIENT).map(WatchBatch::events).orElseThrow());
            }
            List<WatchEvent> truth = history("watched/", push.startRevision(), last);
            assertThat(pulled).usingElementComparator(LeaderLossSuite::order).containsExactlyElementsOf(truth);
            assertThat(pushed).usingElementComparator(LeaderLossSuite::order).containsExactlyElementsOf(truth);
            assertThat(pushed)
                    .filteredOn(event -> event.kind() == WatchEvent.Kind.UPDATED)
                    .allSatisfy(
                            event -> assertThat(event.previous().orElseThrow().version())
                                    .isEqualTo(event.entry().version() - 1));
        }
    }

    private static int order(WatchEvent a, WatchEvent b) {
        boolean same = a.kind() == b.kind() && a.entry().equals(b.entry());
        return same ? 0 : Long.compare(a.revision(), b.revision()) == 0 ? -1 : Long.compare(a.revision(), b.revision());
    }

    /** What one member that was not asked before has in its history: no stream of it ended. */
    private List<WatchEvent> history(String prefix, long from, long to) {
        List<WatchEvent> events = new ArrayList<>();
        try (WatchIterator watch = client.watches().iterate(KeyRange.prefix(prefix), WatchOptions.from(from))) {
            while (events.isEmpty() || events.get(events.size() - 1).revision() < to) {
                events.addAll(watch.poll(PATIENT).map(WatchBatch::events).orElseThrow());
            }
        }
        return events;
    }

    private void scan_leaderKilled_givesOneRevision() {
        for (int i = 0; i < 40; i++) {
            client.kv().put("scanned/" + (100 + i), "old");
        }
        List<KeyValue> seen = new ArrayList<>();
        try (Scan scan = client.kv()
                .scan(KeyRange.prefix("scanned/"), ScanOptions.defaults().pageSize(5))) {
            for (KeyValue entry : scan) {
                seen.add(entry);
                if (seen.size() == 10) {
                    killLeader();
                    Went ignored = attempt(() -> client.kv().put("scanned/139", "new"));
                    ignored = attempt(() -> client.kv().put("scanned/199", "new"));
                }
            }
        }
        assertThat(seen)
                .hasSize(40)
                .allSatisfy(entry -> assertThat(entry.value().toUtf8()).isEqualTo("old"));
    }

    private void keptLease_leaderKilled_livesWhileTheOtherExpires() throws InterruptedException {
        Duration ttl = Duration.ofSeconds(2);
        try (KeptLease kept = client.leases().keep(ttl)) {
            Lease left = client.leases().grant(ttl);
            client.kv()
                    .put(
                            Bytes.utf8("leased/kept"),
                            Bytes.utf8("v"),
                            PutOptions.defaults().lease(kept.id()));
            client.kv()
                    .put(
                            Bytes.utf8("leased/left"),
                            Bytes.utf8("v"),
                            PutOptions.defaults().lease(left.id()));
            try (WatchIterator gone = client.watches().iterate(KeyRange.prefix("leased/"), WatchOptions.fromNow())) {
                killLeader();
                List<WatchEvent> first =
                        gone.poll(PATIENT).map(WatchBatch::events).orElseThrow();
                assertThat(first).extracting(event -> event.key().toUtf8()).containsExactly("leased/left");
            }
            assertThat(client.kv().get("leased/kept")).isPresent();
            assertThat(kept.state().isLive()).as("state %s", kept.state()).isTrue();
            assertThatThrownBy(() -> client.leases().keepAliveOnce(left.id()))
                    .satisfies(refused ->
                            assertThat(((FairleadException) refused).error()).contains(EtcdError.LEASE_NOT_FOUND));
        }
    }

    private void lock_leaderKilled_hasOneHolderAtATimeAndTokensThatRise() throws InterruptedException {
        List<Long> tokens = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<Throwable> broken = Collections.synchronizedList(new ArrayList<>());
        List<Thread> contenders = new ArrayList<>();
        for (int c = 0; c < 3; c++) {
            Thread contender = new Thread(() -> {
                try (Session session = client.recipes().openSession(Duration.ofSeconds(10))) {
                    DistributedLock lock = client.recipes().lock(session, "lock/one");
                    for (int i = 0; i < 8; i++) {
                        try (LockHold hold = lock.tryAcquire(PATIENT).orElseThrow()) {
                            together.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            tokens.add(hold.fencingToken());
                            Went ignored = attempt(() -> assertThat(client.kv()
                                            .txn()
                                            .when(hold.guard())
                                            .then(Op.put("locked/last", String.valueOf(hold.fencingToken())))
                                            .commit()
                                            .succeeded())
                                    .isTrue());
                            inside.decrementAndGet();
                        }
                        done.incrementAndGet();
                    }
                } catch (FairleadException | HoldLostException | AssertionError e) {
                    broken.add(e);
                }
            });
            contender.start();
            contenders.add(contender);
        }
        ThreeMembers.await("holds", () -> done.get() > 4 || !broken.isEmpty() ? Optional.of(true) : Optional.empty());
        killLeader();
        for (Thread contender : contenders) {
            contender.join();
        }
        assertThat(broken).isEmpty();
        assertThat(together).hasValue(1);
        assertThat(tokens).hasSize(24).isSorted().doesNotHaveDuplicates();
    }

    private void election_leaderKilled_keepsItsTermAndObserversSeeEachTermOnce() throws InterruptedException {
        BlockingQueue<ElectionState> states = new LinkedBlockingQueue<>();
        try (Session first = client.recipes().openSession(Duration.ofSeconds(10));
                Session second = client.recipes().openSession(Duration.ofSeconds(10))) {
            Election one = client.recipes().election(first, "election/one");
            Election two = client.recipes().election(second, "election/one");
            Term term = one.campaign(Bytes.utf8("first"));
            try (Observation seen = two.observe(states::add)) {
                var waiting = two.campaignAsync(Bytes.utf8("second"));
                killLeader();
                // A proclamation may be repeated until it is known to have been made.
                while (attempt(() -> term.proclaim(Bytes.utf8("still first"))) != Went.MADE) {
                    assertThat(term.isCurrent()).isTrue();
                }
                assertThat(term.isCurrent()).isTrue();
                assertThat(waiting).isNotDone();
                term.resign();
                Term next = ThreeMembers.await(
                        "second term", () -> waiting.isDone() ? Optional.of(waiting.join()) : Optional.<Term>empty());
                assertThat(next.fencingToken()).isGreaterThan(term.fencingToken());
                List<String> proposals = new ArrayList<>();
                while (!proposals.contains("second")) {
                    ElectionState state = states.poll(PATIENT.toSeconds(), TimeUnit.SECONDS);
                    assertThat(state).isNotNull();
                    if (state instanceof ElectionState.Leader leader) {
                        proposals.add(leader.proposal().toUtf8());
                    }
                }
                // A proclamation that was made twice is told twice.
                assertThat(proposals.stream().distinct()).containsExactly("first", "still first", "second");
                assertThat(seen.done()).isNotDone();
                next.resign();
            }
        }
    }

    private FairleadClient as(String user, String password) {
        return FairleadClient.builder()
                .endpoints(members.endpoints())
                .deadline(PATIENT)
                .user(user, password.toCharArray())
                .build();
    }
}
