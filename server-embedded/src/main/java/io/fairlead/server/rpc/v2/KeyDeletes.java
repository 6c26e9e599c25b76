package io.fairlead.server.rpc.v2;

import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Deletes of the keys API. One transaction: if the key is there, it goes; if not, the other branch looks around and, where
 * the form allows, deletes the directory in the same step. Safe from any thread.
 */
final class KeyDeletes {
    private final Leases leases;

    KeyDeletes(Leases leases) {
        this.leases = leases;
    }

    CompletableFuture<KeyEvent> delete(Services services, KeyPath path, Form form) {
        Condition condition = Condition.of(form);
        boolean recursive = form.isOn("recursive");
        boolean directoryToo = (recursive || form.isOn("dir")) && !condition.compares();
        TxnRequest.Builder txn = TxnRequest.newBuilder()
                .addCompare(Ops.isPresent(path.key()))
                .addSuccess(Ops.delete(path.key()))
                .addAllFailure(Found.reads(path));
        if (!condition.value().isEmpty()) {
            txn.addCompare(Ops.holds(path.key(), condition.value()));
        }
        if (condition.index() != 0) {
            txn.addCompare(Ops.wasWrittenAt(path.key(), condition.index()));
        }
        if (directoryToo) {
            txn.addFailure(Ops.nested(recursive ? everything(path) : ifEmpty(path)));
        }
        return services.call(KVGrpc.getTxnMethod(), txn.build())
                .thenCompose(response -> response.getSucceeded()
                        ? fileDeleted(services, condition, response)
                        : CompletableFuture.completedFuture(directoryDeleted(path, condition, directoryToo, response)));
    }

    private static TxnRequest.Builder everything(KeyPath path) {
        return TxnRequest.newBuilder()
                .addCompare(Ops.isAbsent(path.key()))
                .addSuccess(Ops.delete(path.directoryKey(), path.directoryEnd()));
    }

    private static TxnRequest.Builder ifEmpty(KeyPath path) {
        return TxnRequest.newBuilder()
                .addCompare(Ops.isAbsent(path.key()))
                .addCompare(Ops.isPresent(path.directoryKey()))
                .addCompare(Ops.isEmpty(path.firstChildKey(), path.directoryEnd()))
                .addSuccess(Ops.delete(path.directoryKey()));
    }

    private CompletableFuture<KeyEvent> fileDeleted(Services services, Condition condition, TxnResponse response) {
        long index = response.getHeader().getRevision();
        KeyValue kv = response.getResponses(0).getResponseDeleteRange().getPrevKvs(0);
        String action = condition.compares() ? "compareAndDelete" : "delete";
        return leases.expiries(services, List.of(kv.getLease())).thenApply(expiries -> {
            KeyNode before = KeyNode.file(kv, Optional.ofNullable(expiries.get(kv.getLease())));
            return new KeyEvent(
                    action,
                    before.deletedAt(index),
                    Optional.of(before),
                    index,
                    response.getHeader().getRaftTerm());
        });
    }

    private static KeyEvent directoryDeleted(
            KeyPath path, Condition condition, boolean directoryToo, TxnResponse response) {
        Found found = Found.of(path, response);
        if (found.fileAbove().isPresent()) {
            throw found.refuse(KeyError.NOT_A_DIRECTORY, found.fileAbove().get());
        }
        if (found.file().isPresent()) {
            KeyValue kv = found.file().get();
            throw KeyError.COMPARE_FAILED.of(
                    condition.difference(kv.getValue().toStringUtf8(), kv.getModRevision()), found.index());
        }
        if (found.firstInside().isEmpty()) {
            throw found.refuse(KeyError.KEY_NOT_FOUND, path);
        }
        if (!directoryToo) {
            throw found.refuse(KeyError.NOT_A_FILE, path);
        }
        TxnResponse deletion =
                response.getResponses(response.getResponsesCount() - 1).getResponseTxn();
        if (!deletion.getSucceeded()) {
            throw found.refuse(KeyError.DIRECTORY_NOT_EMPTY, path);
        }
        KeyNode before =
                KeyNode.directory(path, List.of(), found.firstInside().get().getCreateRevision());
        return new KeyEvent(
                "delete",
                before.deletedAt(found.index()),
                Optional.of(before),
                found.index(),
                response.getHeader().getRaftTerm());
    }
}
