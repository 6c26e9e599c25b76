package io.fairlead.server.rpc.v2;

import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Reads of the keys API. Safe from any thread. */
final class KeyReads {
    /** The keys below a directory that one answer is made of. */
    private static final int KEYS_MAX = 100_000;

    private final Leases leases;

    KeyReads(Leases leases) {
        this.leases = leases;
    }

    /**
     * What is at {@code path}; a value hides a directory of the same name, which only the newer API can make.
     *
     * @param recursive show what is in directories in the directory
     * @param quorum ask the cluster; otherwise this member says what it knows, as the older API does
     */
    CompletableFuture<KeyEvent> get(Services services, KeyPath path, boolean recursive, boolean quorum) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        path.parents().forEach(parent -> txn.addSuccess(Ops.count(parent)));
        txn.addSuccess(Ops.read(RangeRequest.newBuilder().setKey(path.key())));
        txn.addSuccess(Ops.read(RangeRequest.newBuilder()
                .setKey(path.directoryKey())
                .setRangeEnd(path.directoryEnd())
                .setLimit(KEYS_MAX)));
        if (!quorum) {
            for (RequestOp.Builder read : txn.getSuccessBuilderList()) {
                read.getRequestRangeBuilder().setSerializable(true);
            }
        }
        return services.call(KVGrpc.getTxnMethod(), txn.build())
                .thenCompose(response -> show(services, path, recursive, response));
    }

    private CompletableFuture<KeyEvent> show(Services services, KeyPath path, boolean recursive, TxnResponse response) {
        long index = response.getHeader().getRevision();
        int parents = path.parents().size();
        List<KeyValue> file = path.isRoot()
                ? List.of()
                : response.getResponses(parents).getResponseRange().getKvsList();
        RangeResponse inside = response.getResponses(parents + 1).getResponseRange();
        if (!path.isRoot() && file.isEmpty() && inside.getKvsCount() == 0) {
            for (int i = 0; i < parents; i++) {
                if (response.getResponses(i).getResponseRange().getCount() > 0) {
                    throw KeyError.NOT_A_DIRECTORY.of(path.parents().get(i).text(), index);
                }
            }
            throw KeyError.KEY_NOT_FOUND.of(path.text(), index);
        }
        if (file.isEmpty() && inside.getMore()) {
            throw KeyError.RAFT_INTERNAL.of("more than " + KEYS_MAX + " keys below " + path.text(), index);
        }
        List<KeyValue> shown = file.isEmpty() ? inside.getKvsList() : file;
        return leases.expiries(services, shown.stream().map(KeyValue::getLease).toList())
                .thenApply(expiries -> new KeyEvent(
                        "get",
                        file.isEmpty()
                                ? directory(path, shown, recursive, true, expiries)
                                : KeyNode.file(file.get(0), expiry(file.get(0), expiries)),
                        Optional.empty(),
                        index,
                        response.getHeader().getRaftTerm()));
    }

    private static Optional<KeyNode.Expiry> expiry(KeyValue kv, Map<Long, KeyNode.Expiry> expiries) {
        return Optional.ofNullable(expiries.get(kv.getLease()));
    }

    /** @param open whether to show what is in it */
    private static KeyNode directory(
            KeyPath path, List<KeyValue> inside, boolean recursive, boolean open, Map<Long, KeyNode.Expiry> expiries) {
        long created =
                inside.stream().mapToLong(KeyValue::getCreateRevision).min().orElse(0);
        return KeyNode.directory(path, open ? nodes(path, inside, recursive, expiries) : List.of(), created);
    }

    /** What is directly in {@code path}, in the order of the names. Recursion ends: deep keys are not visible. */
    private static List<KeyNode> nodes(
            KeyPath path, List<KeyValue> inside, boolean recursive, Map<Long, KeyNode.Expiry> expiries) {
        Map<String, KeyValue> files = new TreeMap<>();
        Map<String, List<KeyValue>> directories = new TreeMap<>();
        int start = path.prefix().length();
        for (KeyValue kv : inside) {
            String key = kv.getKey().toStringUtf8();
            if (!kv.getKey().isValidUtf8()
                    || !KeyPath.isVisible(key)
                    || key.length() == start
                    || key.charAt(start) == '_') {
                continue;
            }
            int slash = key.indexOf('/', start);
            if (slash < 0) {
                files.put(key.substring(start), kv);
            } else {
                directories
                        .computeIfAbsent(key.substring(start, slash), name -> new ArrayList<>())
                        .add(kv);
            }
        }
        Map<String, KeyNode> nodes = new TreeMap<>();
        directories.forEach(
                (name, kvs) -> nodes.put(name, directory(path.child(name), kvs, recursive, recursive, expiries)));
        files.forEach((name, kv) -> nodes.put(name, KeyNode.file(kv, expiry(kv, expiries))));
        return List.copyOf(nodes.values());
    }
}
