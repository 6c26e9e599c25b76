package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.Election;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.concurrency.HoldLostException;
import io.fairlead.api.concurrency.Observation;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.Term;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.PutOptions;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Elections with a cluster of one member, whoever made that member. */
abstract class ElectionSuite {
    /** No test waits for it unless it fails. */
    private static final long PATIENCE_SECONDS = 30;

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Bytes ANN = Bytes.utf8("ann");
    private static final Bytes BOB = Bytes.utf8("bob");

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Session ann;

    @SuppressWarnings("NullAway.Init") // set before each
    private Session bob;

    @SuppressWarnings("NullAway.Init") // set before each
    private String name;

    /** Where the member listens, over the network. */
    abstract String endpoint();

    @BeforeEach
    void connect(TestInfo test) {
        client = FairleadClient.connect(endpoint());
        ann = client.recipes().openSession(LONG);
        bob = client.recipes().openSession(LONG);
        name = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    private Election election(Session session) {
        return client.recipes().election(session, name);
    }

    private LineOfKeys line() {
        return new LineOfKeys(client, name);
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static void assertLeader(ElectionState state, Term term, Bytes proposal) {
        assertThat(state).isInstanceOfSatisfying(ElectionState.Leader.class, leader -> {
            assertThat(leader.key()).isEqualTo(term.key());
            assertThat(leader.fencingToken()).isEqualTo(term.fencingToken());
            assertThat(leader.proposal()).isEqualTo(proposal);
        });
    }

    @Test
    void campaign_vacantElection_leadsUntilResigned() {
        assertThat(election(ann).leader()).isEmpty();
        Term term = election(ann).campaign(ANN);
        assertThat(term.isCurrent()).isTrue();
        assertThat(term.proposal()).isEqualTo(ANN);
        assertThat(term.key()).isEqualTo(Bytes.utf8(name + "/" + Long.toHexString(ann.leaseId())));
        ElectionState.Leader leader = election(bob).leader().orElseThrow();
        assertLeader(leader, term, ANN);
        assertThat(leader.leaseId()).isEqualTo(ann.leaseId());
        term.resign();
        assertThat(term.isCurrent()).isFalse();
        assertThat(election(bob).leader()).isEmpty();
    }

    @Test
    void campaign_whileAnotherLeads_waitsForTheVacancy() throws Exception {
        Term first = election(ann).campaign(ANN);
        assertThat(election(bob).campaign(BOB, SHORT)).isEmpty();
        line().await(1);
        CompletableFuture<Term> waiting = election(bob).campaignAsync(BOB);
        line().await(2);
        assertThat(waiting).isNotDone();
        first.close();
        Term second = get(waiting);
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        assertLeader(election(ann).leader().orElseThrow(), second, BOB);
        second.close();
    }

    @Test
    void campaignAsync_cancelled_leavesTheLine() {
        try (Term term = election(ann).campaign(ANN)) {
            CompletableFuture<Term> waiting = election(bob).campaignAsync(BOB);
            line().await(2);
            waiting.cancel(true);
            assertThat(line().await(1)).extracting(KeyValue::key).containsExactly(term.key());
        }
    }

    @Test
    void proclaim_severalTimes_keepsTheTerm() {
        try (Term term = election(ann).campaign(ANN)) {
            term.proclaim(Bytes.utf8("two"));
            term.proclaim(Bytes.utf8("three"));
            assertThat(term.proposal()).isEqualTo(Bytes.utf8("three"));
            assertLeader(election(bob).leader().orElseThrow(), term, Bytes.utf8("three"));
        }
    }

    @Test
    void proclaim_keyWrittenBehindItsBack_buildsOnThat() {
        try (Term term = election(ann).campaign(ANN)) {
            // As an earlier proclamation that arrives late would.
            client.kv()
                    .put(term.key(), Bytes.utf8("stray"), PutOptions.defaults().lease(ann.leaseId()));
            term.proclaim(Bytes.utf8("two"));
            assertLeader(election(bob).leader().orElseThrow(), term, Bytes.utf8("two"));
        }
    }

    @Test
    void proclaim_termIsOver_saysSo() {
        Term term = election(ann).campaign(ANN);
        client.kv().delete(term.key());
        assertThatThrownBy(() -> term.proclaim(BOB)).isInstanceOf(HoldLostException.class);
        term.close();
        assertThatThrownBy(() -> term.proclaim(BOB))
                .isInstanceOf(HoldLostException.class)
                .hasMessageContaining("given back");
        assertThat(election(bob).leader()).isEmpty();
    }

    @Test
    void observe_termsProposalsAndVacancies_areToldInOrder() throws Exception {
        BlockingQueue<ElectionState> told = new LinkedBlockingQueue<>();
        Observation observation = election(bob).observe(told::add);
        assertThat(next(told)).isInstanceOf(ElectionState.Vacant.class);
        Term first = election(ann).campaign(ANN);
        assertLeader(next(told), first, ANN);
        CompletableFuture<Term> second = election(bob).campaignAsync(BOB);
        line().await(2);
        first.proclaim(Bytes.utf8("two"));
        assertLeader(next(told), first, Bytes.utf8("two"));
        first.close();
        assertLeader(next(told), get(second), BOB);
        long before = client.kv().put("mark", "").revision();
        get(second).close();
        ElectionState last = next(told);
        assertThat(last).isInstanceOf(ElectionState.Vacant.class);
        assertThat(last.revision()).isEqualTo(before + 1);
        observation.close();
        get(observation.done());
        election(ann).campaign(ANN).close();
        assertThat(told).isEmpty();
    }

    @Test
    void observe_receiverThrows_endsWithThat() {
        IllegalArgumentException thrown = new IllegalArgumentException("no");
        Observation observation = election(ann).observe(state -> {
            throw thrown;
        });
        assertThat(catchThrowable(() -> get(observation.done()))).hasCause(thrown);
    }

    @Test
    void runWhileLeader_workReturns_leadsAgainUntilInterrupted() throws Exception {
        BlockingQueue<Term> terms = new LinkedBlockingQueue<>();
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread leading =
                new Thread(() -> end.set(catchThrowable(() -> election(ann).runWhileLeader(ANN, terms::add))));
        leading.start();
        Term first = next(terms);
        Term second = next(terms);
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        assertThat(first.isCurrent()).isFalse();
        leading.interrupt();
        leading.join();
        assertThat(end.get()).isInstanceOf(InterruptedCallException.class);
        assertThat(line().await(0)).isEmpty();
    }

    @Test
    void runWhileLeader_leadershipLost_interruptsAndCampaignsAgain() throws Exception {
        BlockingQueue<Term> terms = new LinkedBlockingQueue<>();
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        AtomicReference<Throwable> end = new AtomicReference<>();
        CountDownLatch never = new CountDownLatch(1);
        Thread leading =
                new Thread(() -> end.set(catchThrowable(() -> election(ann).runWhileLeader(ANN, term -> {
                    terms.add(term);
                    try {
                        never.await();
                    } finally {
                        interrupted.add(!term.isCurrent());
                    }
                }))));
        leading.start();
        Term first = next(terms);
        client.kv().delete(first.key());
        assertThat(next(interrupted)).isTrue();
        Term second = next(terms);
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        assertThat(second.key()).isEqualTo(first.key());
        ann.close();
        assertThat(next(interrupted)).isTrue();
        Term third = next(terms);
        assertThat(third.key()).as("in a session of its own").isNotEqualTo(first.key());
        assertThat(third.isCurrent()).isTrue();
        leading.interrupt();
        leading.join();
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        assertThat(line().await(0)).isEmpty();
        assertThat(client.leases().list()).doesNotContain(ann.leaseId());
    }

    @Test
    void runWhileLeader_workThrows_resignsAndThrows() {
        IllegalArgumentException thrown = new IllegalArgumentException("no");
        assertThatThrownBy(() -> election(ann).runWhileLeader(ANN, term -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(line().now()).isEmpty();
        assertThat(ann.state().isLive()).as("the session given stays open").isTrue();
    }

    @Test
    void campaign_sessionEnded_fails() {
        ann.close();
        assertThatThrownBy(() -> election(ann).campaign(ANN))
                .isInstanceOfSatisfying(
                        FairleadException.class,
                        reason -> assertThat(reason.error()).contains(EtcdError.SESSION_EXPIRED));
    }
}
