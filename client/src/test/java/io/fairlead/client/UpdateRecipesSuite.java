package io.fairlead.client;

import static io.fairlead.client.DoubtfulKv.Fate.ANSWERED;
import static io.fairlead.client.DoubtfulKv.Fate.ANSWER_LOST;
import static io.fairlead.client.DoubtfulKv.Fate.DELAYED;
import static io.fairlead.client.DoubtfulKv.Fate.NOT_SENT;
import static io.fairlead.client.DoubtfulKv.Fate.REQUEST_LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.ConflictException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.concurrency.AtomicLongCell;
import io.fairlead.api.concurrency.StmIsolation;
import io.fairlead.api.concurrency.StmOptions;
import io.fairlead.api.concurrency.StmTransaction;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.client.recipe.basis.Pacing;
import io.fairlead.client.recipe.counter.ClientCounter;
import io.fairlead.client.recipe.stm.ClientStm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Optimistic transactions and counters over a cluster of one member, whoever made it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UpdateRecipesSuite {
    private static final Pacing AT_ONCE = new Pacing(length -> {}, () -> 0);

    private final AtomicInteger ids = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // set before all
    private SoloMember member;

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Kv kv;

    @SuppressWarnings("NullAway.Init") // set before each
    private DoubtfulKv doubtful;

    abstract SoloMember start(Path dir) throws IOException, InterruptedException, TimeoutException;

    @BeforeAll
    void startMember(@TempDir Path dir) throws IOException, InterruptedException, TimeoutException {
        member = start(dir);
    }

    @AfterAll
    void stopMember() throws IOException, InterruptedException {
        if (member != null) {
            member.stop();
        }
    }

    @BeforeEach
    void connect() {
        client = FairleadClient.connect(member.endpoint());
        kv = client.kv();
        kv.delete(KeyRange.all());
        doubtful = new DoubtfulKv(kv);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    // Optimistic transactions.

    @Test
    void transact_readsOwnWrites_andCommitsThemAtOneRevision() {
        kv.put("a", "1");
        kv.put("gone", "x");
        long left = client.recipes().transact(tx -> {
            long a = tx.get("a").orElseThrow().value().asLong();
            tx.put("a", Bytes.decimal(a + 1));
            tx.put("b", "new");
            tx.delete("gone");
            assertThat(tx.get("a").orElseThrow().value().asLong()).isEqualTo(2);
            assertThat(tx.get("gone")).isEmpty();
            assertThat(tx.get(KeyRange.all())).extracting(e -> e.key().toUtf8()).containsExactly("a", "b");
            assertThat(kv.get("b")).isEmpty();
            return a;
        });
        assertThat(left).isEqualTo(1);
        assertThat(kv.get("a").orElseThrow().modRevision())
                .isEqualTo(kv.get("b").orElseThrow().modRevision());
        assertThat(kv.get("gone")).isEmpty();
    }

    @Test
    void transact_transfersByManyThreads_keepTheSum() throws InterruptedException, ExecutionException {
        kv.put("left", "100");
        kv.put("right", "100");
        onThreads(4, number -> {
            for (int i = 0; i < 10; i++) {
                client.recipes().transact(tx -> {
                    long left = tx.get("left").orElseThrow().value().asLong();
                    long right = tx.get("right").orElseThrow().value().asLong();
                    assertThat(left + right).isEqualTo(200);
                    tx.put("left", Bytes.decimal(left - number));
                    tx.put("right", Bytes.decimal(right + number));
                    return left;
                });
            }
        });
        assertThat(kv.get("left").orElseThrow().value().asLong()).isEqualTo(100 - 10 * (1 + 2 + 3));
        assertThat(kv.get("right").orElseThrow().value().asLong()).isEqualTo(100 + 10 * (1 + 2 + 3));
    }

    @Test
    void transact_somethingReadChanged_runsAgainWithWhatTheFailedCommitRead() {
        kv.put("a", "1");
        kv.put("b", "1");
        AtomicInteger runs = new AtomicInteger();
        ClientStm stm = new ClientStm(doubtful.kv(), AT_ONCE);
        String seen = stm.transact(
                tx -> {
                    String text = text(tx, "a") + text(tx, "b");
                    if (runs.incrementAndGet() == 1) {
                        kv.put("b", "2");
                    }
                    tx.put("sum", text);
                    return text;
                },
                StmOptions.defaults());
        assertThat(seen).isEqualTo("12");
        assertThat(kv.get("sum").orElseThrow().value()).isEqualTo(Bytes.utf8("12"));
        assertThat(runs).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERIALIZABLE", "SERIALIZABLE_SNAPSHOT"})
    void transact_serializable_readsOneRevision(StmIsolation isolation) {
        kv.put("a", "1");
        kv.put("b", "1");
        AtomicInteger runs = new AtomicInteger();
        String seen = client.recipes()
                .transact(
                        tx -> {
                            String a = text(tx, "a");
                            if (runs.incrementAndGet() == 1) {
                                kv.txn()
                                        .then(Op.put("a", "2"), Op.put("b", "2"))
                                        .commit();
                            }
                            return a + text(tx, "b") + tx.get(KeyRange.all()).size();
                        },
                        StmOptions.defaults().isolation(isolation));
        // It wrote nothing, so what it saw, the past, is a right answer.
        assertThat(seen).isEqualTo("112");
        assertThat(runs).hasValue(1);
    }

    @Test
    void transact_repeatableReads_checksReadsEvenIfNothingIsWritten() {
        kv.put("a", "1");
        kv.put("b", "1");
        AtomicInteger runs = new AtomicInteger();
        String seen = client.recipes()
                .transact(
                        tx -> {
                            String a = text(tx, "a");
                            if (runs.incrementAndGet() == 1) {
                                kv.put("a", "2");
                                kv.put("b", "2");
                            }
                            return a + text(tx, "b") + text(tx, "a");
                        },
                        StmOptions.defaults().isolation(StmIsolation.REPEATABLE_READS));
        assertThat(seen).isEqualTo("222");
        assertThat(runs).hasValue(2);
    }

    @Test
    void transact_readCommitted_neverConflicts() {
        kv.put("a", "1");
        AtomicInteger runs = new AtomicInteger();
        String seen = client.recipes()
                .transact(
                        tx -> {
                            String before = text(tx, "a");
                            kv.put("a", "2");
                            runs.incrementAndGet();
                            tx.put("c", "x");
                            return before + text(tx, "a");
                        },
                        StmOptions.defaults().isolation(StmIsolation.READ_COMMITTED));
        assertThat(seen).isEqualTo("12");
        assertThat(runs).hasValue(1);
    }

    @Test
    void transact_blindWrite_isCheckedBySnapshotIsolationAlone() {
        kv.put("a", "1");
        assertThat(runsWithBlindWrite(StmIsolation.SERIALIZABLE_SNAPSHOT)).isEqualTo(2);
        assertThat(runsWithBlindWrite(StmIsolation.SERIALIZABLE)).isEqualTo(1);
    }

    private int runsWithBlindWrite(StmIsolation isolation) {
        AtomicInteger runs = new AtomicInteger();
        client.recipes()
                .transact(
                        tx -> {
                            text(tx, "a");
                            if (runs.incrementAndGet() == 1) {
                                kv.put("written", "by others");
                            }
                            tx.put("written", "by us");
                            return runs;
                        },
                        StmOptions.defaults().isolation(isolation));
        return runs.get();
    }

    @Test
    void transact_phantomInARange_isAConflict() {
        kv.put("r/1", "x");
        kv.put("r/2", "x");
        for (Runnable others :
                List.<Runnable>of(() -> kv.put("r/3", "x"), () -> kv.delete("r/2"), () -> kv.put("r/1", "y"))) {
            AtomicInteger runs = new AtomicInteger();
            int counted = client.recipes().transact(tx -> {
                int count = tx.get(KeyRange.prefix("r/")).size();
                if (runs.incrementAndGet() == 1) {
                    others.run();
                }
                tx.put("count", Bytes.decimal(count));
                return count;
            });
            assertThat(runs).hasValue(2);
            assertThat(counted).isEqualTo((int) kv.get(KeyRange.prefix("r/")).count());
        }
    }

    @Test
    void transact_bodyThrows_writesNothing() {
        IOException thrown = new IOException("thrown by the test");
        assertThatThrownBy(() -> client.recipes().transact(tx -> {
                    tx.put("a", "1");
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(kv.get("a")).isEmpty();
    }

    @Test
    void transact_conflictEachTime_isToldAfterTheLastTry() {
        kv.put("a", "0");
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() -> new ClientStm(kv, AT_ONCE)
                        .transact(
                                tx -> {
                                    long a = tx.get("a").orElseThrow().value().asLong();
                                    kv.put("a", Bytes.decimal(runs.incrementAndGet()));
                                    tx.put("a", Bytes.decimal(a));
                                    return a;
                                },
                                StmOptions.defaults().tries(3)))
                .isInstanceOf(ConflictException.class);
        assertThat(runs).hasValue(3);
    }

    @Test
    void transact_answerLost_isToldAndNotSentAgain() {
        assertThatThrownBy(() -> new ClientStm(doubtful.next(ANSWER_LOST).kv(), AT_ONCE)
                        .transact(
                                tx -> {
                                    tx.put("a", "1");
                                    return tx;
                                },
                                StmOptions.defaults()))
                .isInstanceOf(UnavailableException.class)
                .extracting(thrown -> ((FairleadException) thrown).outcome())
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(doubtful.commits).isEqualTo(1);
        assertThat(kv.get("a").orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void transact_nothingWritten_commitsNothing() {
        ClientStm stm = new ClientStm(doubtful.kv(), AT_ONCE);
        Optional<KeyValue> found = stm.transact(tx -> tx.get("a"), StmOptions.defaults());
        assertThat(found).isEmpty();
        assertThat(doubtful.commits).isZero();
    }

    @Test
    void transact_revisionCompactedUnderTheBody_runsAgain() {
        kv.put("a", "1");
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger swallowed = new AtomicInteger();
        String seen = client.recipes().transact(tx -> {
            String a = text(tx, "a");
            if (runs.incrementAndGet() == 1) {
                kv.compact(kv.put("a", "2").revision());
            }
            try {
                tx.get("b");
            } catch (RuntimeException e) {
                swallowed.incrementAndGet();
            }
            return a;
        });
        assertThat(seen).isEqualTo("2");
        assertThat(runs).hasValue(2);
        assertThat(swallowed).hasValue(1);
    }

    @Test
    void transaction_usedAfterItsBody_throws() {
        StmTransaction kept = client.recipes().transact(tx -> tx);
        assertThatThrownBy(() -> kept.get("a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept.put("a", "x")).isInstanceOf(IllegalStateException.class);
    }

    private static String text(StmTransaction tx, String key) {
        return tx.get(key).map(KeyValue::value).map(Bytes::toUtf8).orElse("-");
    }

    // Counters.

    @Test
    void counter_fromNothing_countsInDigitsThatOthersCanRead() {
        AtomicLongCell counter = client.recipes().counter("visits");
        assertThat(counter.get()).isZero();
        assertThat(counter.incrementAndGet()).isEqualTo(1);
        assertThat(counter.addAndGet(41)).isEqualTo(42);
        assertThat(counter.decrementAndGet()).isEqualTo(41);
        assertThat(counter.compareAndSet(40, 1)).isFalse();
        assertThat(counter.compareAndSet(41, -7)).isTrue();
        assertThat(kv.get("visits").orElseThrow().value()).isEqualTo(Bytes.utf8("-7"));
        counter.set(5);
        assertThat(counter.get()).isEqualTo(5);
        kv.put("visits", "not a number");
        assertThatThrownBy(counter::get).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void counter_manyThreads_loseNothing() throws InterruptedException, ExecutionException {
        onThreads(4, number -> {
            AtomicLongCell counter = client.recipes().counter("visits");
            for (int i = 0; i < 25; i++) {
                counter.incrementAndGet();
            }
        });
        assertThat(client.recipes().counter("visits").get()).isEqualTo(100);
    }

    @Test
    void counter_requestsAndAnswersLost_countsEachUpdateOnce() {
        AtomicLongCell counter = counter();
        doubtful.next(REQUEST_LOST);
        assertThat(counter.incrementAndGet()).isEqualTo(1);
        doubtful.next(ANSWER_LOST);
        assertThat(counter.incrementAndGet()).isEqualTo(2);
        doubtful.next(DELAYED);
        assertThat(counter.incrementAndGet()).isEqualTo(3);
        doubtful.next(REQUEST_LOST, ANSWER_LOST, REQUEST_LOST);
        assertThat(counter.incrementAndGet()).isEqualTo(4);
        assertThat(kv.get("visits").orElseThrow().version()).isEqualTo(4);
    }

    @Test
    void counter_answerLostAndOthersCounted_findsItsUpdateInTheHistory() {
        AtomicLongCell counter = counter();
        counter.set(10);
        AtomicLongCell others = client.recipes().counter("visits");
        doubtful.next(ANSWER_LOST).thenOthers(() -> {
            for (int i = 0; i < 20; i++) {
                others.incrementAndGet();
                kv.put("noise", "x");
            }
        });
        assertThat(counter.addAndGet(100)).isEqualTo(110);
        assertThat(counter.get()).isEqualTo(130);
    }

    @Test
    void counter_requestLostAndOthersCounted_countsAfterThem() {
        AtomicLongCell counter = counter();
        AtomicLongCell others = client.recipes().counter("visits");
        doubtful.next(REQUEST_LOST).thenOthers(() -> {
            others.incrementAndGet();
            others.incrementAndGet();
        });
        assertThat(counter.addAndGet(100)).isEqualTo(102);
        doubtful.next(DELAYED).thenOthers(() -> others.addAndGet(1_000));
        assertThat(counter.addAndGet(100)).isEqualTo(1_202);
        assertThat(counter.get()).isEqualTo(1_202);
    }

    @Test
    void counter_answerLostAndWrittenByHand_isTold() {
        AtomicLongCell counter = counter();
        counter.set(1);
        // Whoever writes by hand names no update, and so is not taken for one of ours.
        doubtful.next(REQUEST_LOST).thenOthers(() -> kv.put("visits", "50"));
        assertThat(counter.incrementAndGet()).isEqualTo(51);
    }

    @Test
    void counter_answerLostAndHistoryCompacted_isUnknown() {
        AtomicLongCell counter = counter();
        counter.set(1);
        doubtful.next(ANSWER_LOST).thenOthers(() -> {
            AtomicLongCell others = client.recipes().counter("visits");
            others.incrementAndGet();
            others.incrementAndGet();
            kv.compact(kv.put("noise", "x").revision());
        });
        assertThatThrownBy(counter::incrementAndGet)
                .isInstanceOf(UnavailableException.class)
                .extracting(thrown -> ((FairleadException) thrown).outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void counter_clusterStaysAway_isUnknownUnlessNothingWasSent() {
        AtomicLongCell counter = counter();
        doubtful.next(REQUEST_LOST, NOT_SENT, NOT_SENT, NOT_SENT, NOT_SENT);
        assertThatThrownBy(counter::incrementAndGet)
                .extracting(thrown -> ((FairleadException) thrown).outcome())
                .isEqualTo(Outcome.UNKNOWN);
        doubtful.next(NOT_SENT);
        assertThatThrownBy(counter::incrementAndGet)
                .extracting(thrown -> ((FairleadException) thrown).outcome())
                .isEqualTo(Outcome.NOT_APPLIED);
        doubtful.next(ANSWERED);
        assertThat(counter.incrementAndGet()).isEqualTo(1);
    }

    private AtomicLongCell counter() {
        return new ClientCounter("visits", doubtful.kv(), AT_ONCE, () -> "update-" + ids.incrementAndGet());
    }

    private interface Work {
        void run(int number) throws Exception;
    }

    private static void onThreads(int count, Work work) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    work.run(number);
                    return number;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
