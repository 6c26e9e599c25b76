package io.fairlead.server.apply;

import com.google.protobuf.MessageLite;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.command.Command;
import io.fairlead.server.lease.LeaseStore;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KeyState;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.WriteTxn;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.txn.KvEvaluator;
import io.fairlead.server.txn.TxnEvaluator;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Commands about keys: each is one transaction on the keyspace, committed whole or not at all. Apply loop. */
final class KvApplier {
    private final MvccStore keys;
    private final LeaseStore leases;

    /** Newest revision, those included that this turn made. */
    private long revision;

    KvApplier(MvccStore keys, LeaseStore leases) {
        this.keys = keys;
        this.leases = leases;
        this.revision = keys.revision();
    }

    /** The newest revision that was committed, published or not. */
    long revision() {
        return Math.max(revision, keys.revision());
    }

    Answer<MessageLite> apply(Command command, Batch batch) {
        return switch (command.kind()) {
            case PUT -> inTransaction(batch, txn -> KvEvaluator.put(txn, leases::exists, command.as(PutRequest.class)));
            case DELETE_RANGE ->
                inTransaction(batch, txn -> KvEvaluator.deleteRange(txn, command.as(DeleteRangeRequest.class)));
            case TXN ->
                inTransaction(batch, txn -> TxnEvaluator.txn(txn, leases::exists, command.as(TxnRequest.class)));
            case COMPACTION ->
                inTransaction(batch, txn -> KvEvaluator.compact(txn, command.as(CompactionRequest.class)));
            default -> throw Invariant.unreachable(command.kind() + " is not about keys");
        };
    }

    private <T extends MessageLite> Answer<MessageLite> inTransaction(
            Batch batch, Function<WriteTxn, Answer<T>> evaluation) {
        WriteTxn txn = keys.begin(batch);
        Answer<T> answer = evaluation.apply(txn);
        if (answer instanceof Answer.Ok) {
            commit(txn);
        } else {
            txn.abandon();
        }
        return answer.map(response -> response);
    }

    /** Deletes {@code doomed} in that order under one revision, which is not used up where there are none. */
    void delete(Collection<Bytes> doomed, Batch batch) {
        WriteTxn txn = keys.begin(batch);
        List.copyOf(doomed).forEach(key -> txn.deleteRange(KeySpan.of(key)));
        commit(txn);
    }

    private void commit(WriteTxn txn) {
        revision = txn.revision();
        txn.commit();
        for (KeyState change : txn.changes()) {
            leases.attach(change.key(), change.tombstone() ? LeaseStore.NO_LEASE : change.lease());
        }
    }
}
