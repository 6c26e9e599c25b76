package io.fairlead.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MvccStoreTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final Bytes C = Bytes.utf8("c");

    private final Backend backend = new MemoryBackend(new FileOwner(1, 2));
    private final MvccStore store = MvccStore.open(backend);
    private long index;

    private void txn(Consumer<WriteTxn> changes) {
        turn(batch -> {
            WriteTxn txn = store.begin(batch);
            changes.accept(txn);
            txn.commit();
        });
    }

    private void turn(Consumer<Batch> work) {
        Batch batch = backend.begin();
        work.accept(batch);
        try {
            index++;
            backend.seal(batch, new AppliedMark(index, 1, Bytes.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.publish();
    }

    private Answer<Long> compact(long at) {
        List<Answer<Long>> answers = new ArrayList<>();
        txn(txn -> answers.add(txn.compact(at)));
        return answers.get(0);
    }

    private void finishCompaction() {
        while (store.compactor().isPending()) {
            turn(batch -> store.compactor().step(batch, 1));
        }
    }

    private void put(Bytes key, String value) {
        txn(txn -> txn.put(key, Bytes.utf8(value), 0));
    }

    private void delete(Bytes key) {
        txn(txn -> txn.deleteRange(KeySpan.of(key)));
    }

    private int hash(long at) {
        Answer<KvHash> answer = store.hash(at);
        assertThat(answer).isInstanceOf(Answer.Ok.class);
        return ((Answer.Ok<KvHash>) answer).value().hash();
    }

    @Test
    void meter_countsWhatWasCommittedAndKnowsHowManyKeysAreAlive() {
        put(A, "1");
        put(A, "22");
        put(B, "1");
        txn(txn -> {
            txn.put(C, Bytes.utf8("1"), 0);
            txn.deleteRange(KeySpan.of(C));
            txn.deleteRange(KeySpan.of(B));
        });
        turn(batch -> {
            WriteTxn taken = store.begin(batch);
            taken.put(B, Bytes.utf8("9"), 0);
            taken.abandon();
        });
        KeyMeter meter = store.meter();
        assertThat(meter.puts().sum()).isEqualTo(4);
        assertThat(meter.putBytes().sum()).isEqualTo(9);
        assertThat(meter.deletes().sum()).isEqualTo(2);
        assertThat(meter.txns().sum()).isEqualTo(1);
        assertThat(meter.alive().get()).isEqualTo(1);

        assertThat(MvccStore.open(backend).meter().alive().get()).isEqualTo(1);
        compact(store.revision());
        finishCompaction();
        assertThat(meter.compactedKeys().sum()).isEqualTo(3);
        assertThat(MvccStore.open(backend).meter().alive().get()).isEqualTo(1);
    }

    @Test
    void hash_whileTheStateIsBeingReplaced_isRefused() {
        put(A, "1");
        store.beginReplacement();
        assertThat(store.hash(0)).isEqualTo(Answer.refused(EtcdError.TIMEOUT));
        store.rebuild();
        assertThat(store.hash(0)).isInstanceOf(Answer.Ok.class);
    }

    @Test
    void hash_stateIsReplacedInTheMiddle_isThatOfTheNewState() {
        put(A, "1");
        AtomicBoolean replaced = new AtomicBoolean();
        List<MvccStore> stores = new ArrayList<>();
        Backend interrupted = (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (self, method, arguments) -> {
                    if (method.getName().equals("scanRevisions")
                            && !stores.isEmpty()
                            && replaced.compareAndSet(false, true)) {
                        stores.get(0).beginReplacement();
                        put(B, "2");
                        stores.get(0).rebuild();
                    }
                    return method.invoke(backend, arguments);
                });
        stores.add(MvccStore.open(interrupted));
        Answer<KvHash> hash = stores.get(0).hash(0);
        assertThat(hash).isEqualTo(store.hash(0));
        assertThat(replaced).isTrue();
    }

    @Test
    void hashOfCompaction_doneAfterTheStateWasReplaced_isNotKept() {
        writeWorkedExample();
        compact(5);
        Runnable work = store.compactor().takeHashWork().orElseThrow();
        store.beginReplacement();
        store.rebuild();
        work.run();
        assertThat(store.compactionHashes()).isEmpty();
    }

    /** The example that was recorded from a real etcd. */
    private void writeWorkedExample() {
        put(A, "1");
        put(B, "2");
        put(A, "3");
        delete(B);
        put(C, "4");
    }

    @Test
    void store_fresh_isAtRevisionOneNeverCompacted() {
        assertThat(store.revision()).isEqualTo(1);
        assertThat(store.compactedRevision()).isEqualTo(-1);
        assertThat(store.compactor().isPending()).isFalse();
    }

    @Test
    void txn_beforePublish_isSeenByItselfAlone() {
        ReadView before = store.view();
        Batch batch = backend.begin();
        WriteTxn txn = store.begin(batch);
        txn.put(A, B, 3);
        assertThat(txn.revision()).isEqualTo(2);
        assertThat(txn.get(KeySpan.of(A), 2)).isEqualTo(new KeyState(new Revision(2, 0), false, A, B, 2, 1, 3));
        assertThat(txn.deleteRange(KeySpan.ALL)).isEqualTo(1);
        assertThat(txn.count(KeySpan.ALL, 2)).isZero();
        assertThat(txn.changes()).hasSize(2);
        txn.commit();
        assertThat(store.view().count(KeySpan.ALL, Long.MAX_VALUE)).isZero();
        assertThat(store.revision()).isEqualTo(1);

        turn(ignored -> {});
        assertThat(store.revision()).isEqualTo(2);
        assertThat(before.revision()).isEqualTo(1);
    }

    @Test
    void txn_withoutChange_usesNoRevision() {
        txn(txn -> txn.deleteRange(KeySpan.ALL));
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void txn_abandoned_leavesNoTrace() {
        put(A, "1");
        turn(batch -> {
            WriteTxn kept = store.begin(batch);
            kept.put(B, B, 0);
            kept.commit();
            WriteTxn txn = store.begin(batch);
            txn.put(A, C, 0);
            txn.put(C, C, 0);
            txn.deleteRange(KeySpan.ALL);
            txn.put(C, A, 0);
            txn.abandon();
        });
        assertThat(store.revision()).isEqualTo(3);
        assertThat(store.keyCount()).isEqualTo(2);
        ReadView view = store.view();
        assertThat(view.get(KeySpan.of(A), 3))
                .isEqualTo(new KeyState(new Revision(2, 0), false, A, Bytes.utf8("1"), 2, 1, 0));
        assertThat(view.count(KeySpan.ALL, 3)).isEqualTo(2);
        put(C, "new");
        assertThat(store.view().get(KeySpan.of(C), 4))
                .isEqualTo(new KeyState(new Revision(4, 0), false, C, Bytes.utf8("new"), 4, 1, 0));
    }

    @Test
    void txn_severalChanges_countsSubRevisionsInOrder() {
        put(A, "1");
        put(B, "1");
        txn(txn -> {
            txn.put(C, C, 0);
            assertThat(txn.deleteRange(new KeySpan(A, Optional.of(C), false))).isEqualTo(2);
        });
        List<String> seen = new ArrayList<>();
        assertThat(store.history()
                        .scan(
                                4,
                                99,
                                change -> seen.add(
                                        change.revision().sub() + change.key().toUtf8() + change.tombstone())))
                .isEqualTo(HistoryView.Scan.WHOLE);
        assertThat(seen).containsExactly("0cfalse", "1atrue", "2btrue");
    }

    @Test
    void reopened_store_isTheSame() {
        writeWorkedExample();
        compact(4);
        finishCompaction();
        put(A, "5");
        MvccStore again = MvccStore.open(backend);
        assertThat(again.revision()).isEqualTo(store.revision());
        assertThat(again.compactedRevision()).isEqualTo(4);
        assertThat(again.compactor().finishedRevision()).isEqualTo(4);
        assertThat(again.compactor().isPending()).isFalse();
        for (long at = 4; at <= store.revision(); at++) {
            assertThat(again.view().count(KeySpan.ALL, at))
                    .isEqualTo(store.view().count(KeySpan.ALL, at));
        }
        assertThat(again.view().get(KeySpan.of(A), 7))
                .isEqualTo(new KeyState(new Revision(7, 0), false, A, Bytes.utf8("5"), 2, 3, 0));
    }

    @Test
    void compaction_outOfRange_isRefused() {
        writeWorkedExample();
        assertThat(compact(7)).isEqualTo(Answer.refused(EtcdError.FUTURE_REVISION));
        assertThat(compact(4)).isEqualTo(Answer.ok(6L));
        assertThat(compact(4)).isEqualTo(Answer.refused(EtcdError.COMPACTED));
        assertThat(compact(3)).isEqualTo(Answer.refused(EtcdError.COMPACTED));
        assertThat(store.compactedRevision()).isEqualTo(4);
    }

    @Test
    void view_takenBeforeACompaction_knowsItNoLongerCovers() {
        writeWorkedExample();
        ReadView view = store.view();
        assertThat(view.covers(4)).isTrue();
        compact(5);
        finishCompaction();
        assertThat(view.covers(4)).isFalse();
        assertThat(view.covers(5)).isTrue();
        assertThat(view.read(2, 0)).isNull();
    }

    @Test
    void compaction_interrupted_isResumedWhenOpened() {
        writeWorkedExample();
        compact(5);
        turn(batch -> store.compactor().step(batch, 1));
        assertThat(store.compactor().isPending()).isTrue();

        MvccStore again = MvccStore.open(backend);
        assertThat(again.compactedRevision()).isEqualTo(5);
        assertThat(again.compactor().finishedRevision()).isEqualTo(-1);
        assertThat(again.compactor().isPending()).isTrue();
        assertThat(backend.read(2, 0)).isNull();
        Batch batch = backend.begin();
        assertThat(again.compactor().step(batch, 1)).isTrue();
        assertThat(batch.get(Bucket.META, Bytes.utf8("finishedCompactRev")))
                .contains(Bytes.fromHex("00000000000000055f0000000000000000"));
        assertThat(again.compactor().finishedRevision()).isEqualTo(5);
    }

    @Test
    void compaction_newerOneWhileOneIsUnderWay_replacesIt() {
        writeWorkedExample();
        compact(3);
        turn(batch -> store.compactor().step(batch, 1));
        compact(6);
        assertThat(store.compactor().takeHashWork()).isEmpty();
        finishCompaction();
        assertThat(store.compactor().finishedRevision()).isEqualTo(6);
        assertThat(store.keyCount()).isEqualTo(2);
    }

    @Test
    void hash_workedExample_equalsEtcds() {
        writeWorkedExample();
        int[] expected = {1084519789, (int) 2587454935L, 1827592406, 2069675932, 1125682900, (int) 2750537463L};
        for (int at = 1; at <= 6; at++) {
            assertThat(hash(at)).as("revision %d", at).isEqualTo(expected[at - 1]);
        }
        assertThat(hash(0)).isEqualTo(expected[5]);
        assertThat(store.hash(7)).isEqualTo(Answer.refused(EtcdError.FUTURE_REVISION));

        compact(5);
        store.compactor().takeHashWork().orElseThrow().run();
        finishCompaction();
        assertThat(hash(6)).isEqualTo(168415639);
        // The process that compacted remembers the answer from before; another one does not.
        assertThat(store.hash(5)).isEqualTo(Answer.ok(new KvHash(1125682900, 5, -1)));
        MvccStore again = MvccStore.open(backend);
        assertThat(again.hash(5)).isEqualTo(Answer.ok(new KvHash((int) 3184071396L, 5, 5)));
        assertThat(again.hash(4)).isEqualTo(Answer.refused(EtcdError.COMPACTED));
    }

    @Test
    void compaction_withItsHashTaken_waitsForIt() {
        writeWorkedExample();
        compact(5);
        Runnable hashWork = store.compactor().takeHashWork().orElseThrow();
        assertThat(store.compactor().takeHashWork()).isEmpty();
        turn(batch -> assertThat(store.compactor().step(batch, 100)).isFalse());
        assertThat(backend.read(2, 0)).isNotNull();
        hashWork.run();
        finishCompaction();
        assertThat(backend.read(2, 0)).isNull();
        assertThat(store.hash(5)).isEqualTo(Answer.ok(new KvHash(1125682900, 5, -1)));
    }

    @Test
    void history_fromCompactedOn_isWholeBelowItIsNot() {
        writeWorkedExample();
        compact(4);
        finishCompaction();
        List<Long> seen = new ArrayList<>();
        assertThat(store.history().scan(4, 5, change -> seen.add(change.modRevision())))
                .isEqualTo(HistoryView.Scan.WHOLE);
        assertThat(seen).containsExactly(4L, 5L);
        assertThat(store.history().scan(3, 5, change -> true)).isEqualTo(HistoryView.Scan.COMPACTED);
        assertThat(store.history().scan(7, 9, change -> true)).isEqualTo(HistoryView.Scan.WHOLE);
    }

    @Test
    void history_stateIsBeingReplaced_cannotBeReadUntilItIsThere() {
        writeWorkedExample();
        store.beginReplacement();
        assertThat(store.history().scan(4, 5, change -> true)).isEqualTo(HistoryView.Scan.REPLACED);
        store.rebuild();
        assertThat(store.history().scan(4, 5, change -> true)).isEqualTo(HistoryView.Scan.WHOLE);
    }

    @Test
    void history_stateIsReplacedMeanwhile_saysSo() {
        writeWorkedExample();
        HistoryView.Scan scan = store.history().scan(4, 5, change -> {
            store.beginReplacement();
            store.rebuild();
            return false;
        });
        assertThat(scan).isEqualTo(HistoryView.Scan.REPLACED);
    }

    @Test
    void publication_severalTransactions_tellsTheirChangesOnceInOrder() {
        turn(batch -> {
            for (Bytes key : List.of(B, A)) {
                WriteTxn txn = store.begin(batch);
                txn.put(key, key, 0);
                txn.commit();
            }
            WriteTxn abandoned = store.begin(batch);
            abandoned.put(C, C, 0);
            abandoned.abandon();
        });
        assertThat(store.lastPublished()).extracting(KeyState::key).containsExactly(B, A);
        store.publish();
        assertThat(store.lastPublished()).isEmpty();
    }
}
