package io.fairlead.server.rpc.v2;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Writes of the keys API but for deletes: one transaction each, whose other branch tells why not. Safe from any thread. */
final class KeyWrites {
    /** How often a name in order is looked for; each time it is taken, somebody else got it. */
    private static final int NAMING_ATTEMPTS_MAX = 256;

    private final Leases leases;

    KeyWrites(Leases leases) {
        this.leases = leases;
    }

    /** {@code PUT} of a value. */
    CompletableFuture<KeyEvent> put(Services services, KeyPath path, Form form) {
        Condition condition = Condition.of(form);
        OptionalLong ttl = form.number("ttl", KeyError.TTL_NOT_A_NUMBER);
        boolean refresh = form.isOn("refresh");
        Optional<String> value = form.text("value");
        if (refresh && value.isPresent()) {
            throw KeyError.VALUE_ON_REFRESH.of("A value was provided on a refresh");
        }
        if (refresh && ttl.isEmpty()) {
            throw KeyError.TTL_REQUIRED_ON_REFRESH.of("No TTL value set");
        }
        PutRequest.Builder put = PutRequest.newBuilder().setKey(path.key());
        if (refresh) {
            put.setIgnoreValue(true);
        } else {
            put.setValue(ByteString.copyFromUtf8(value.orElse("")));
        }
        return withLease(services, ttl, put, lease -> write(services, path, condition, put, lease));
    }

    /** {@code POST}: a new key in {@code directory}, named so that names grow in the order of the posts. */
    CompletableFuture<KeyEvent> post(Services services, KeyPath directory, Form form) {
        OptionalLong ttl = form.number("ttl", KeyError.TTL_NOT_A_NUMBER);
        PutRequest.Builder put = PutRequest.newBuilder()
                .setValue(ByteString.copyFromUtf8(form.text("value").orElse("")));
        RangeRequest look = RangeRequest.newBuilder()
                .setKey(directory.directoryKey())
                .setCountOnly(true)
                .build();
        return withLease(
                services,
                ttl,
                put,
                lease -> services.call(KVGrpc.getRangeMethod(), look)
                        .thenCompose(seen -> postAfter(
                                services,
                                directory,
                                put,
                                lease,
                                seen.getHeader().getRevision(),
                                NAMING_ATTEMPTS_MAX)));
    }

    private CompletableFuture<KeyEvent> postAfter(
            Services services,
            KeyPath directory,
            PutRequest.Builder put,
            Optional<Leases.Granted> lease,
            long index,
            int attempts) {
        KeyPath path = directory.child(String.format("%020d", index + 1));
        put.setKey(path.key());
        return write(services, path, new Condition(Optional.of(false), "", 0), put, lease)
                .exceptionallyCompose(cause -> {
                    boolean taken = Causes.of(cause) instanceof Refusal refusal
                            && refusal.error() == KeyError.KEY_EXISTS
                            && attempts > 1;
                    return taken
                            ? postAfter(
                                    services, directory, put, lease, ((Refusal) Causes.of(cause)).index(), attempts - 1)
                            : CompletableFuture.failedFuture(Causes.of(cause));
                });
    }

    /** What is to be done once there is a lease, or none is needed. */
    private interface Leased {
        CompletableFuture<KeyEvent> write(Optional<Leases.Granted> lease);
    }

    private CompletableFuture<KeyEvent> withLease(
            Services services, OptionalLong ttl, PutRequest.Builder put, Leased then) {
        if (ttl.isEmpty()) {
            return then.write(Optional.empty());
        }
        return leases.grant(services, Math.max(1, ttl.getAsLong())).thenCompose(lease -> {
            put.setLease(lease.id());
            return then.write(Optional.of(lease)).whenComplete((event, refused) -> {
                if (refused != null) {
                    leases.giveBack(services, lease.id());
                }
            });
        });
    }

    private CompletableFuture<KeyEvent> write(
            Services services,
            KeyPath path,
            Condition condition,
            PutRequest.Builder put,
            Optional<Leases.Granted> lease) {
        ByteString key = path.key();
        List<Compare> compares = new ArrayList<>();
        compares.add(Ops.isEmpty(path.directoryKey(), path.directoryEnd()));
        if (condition.creates()) {
            compares.add(Ops.isAbsent(key));
        } else if (condition.needsKey() || put.getIgnoreValue()) {
            compares.add(Ops.isPresent(key));
        }
        if (condition.compares() && !condition.value().isEmpty()) {
            compares.add(Ops.holds(key, condition.value()));
        }
        if (condition.compares() && condition.index() != 0) {
            compares.add(Ops.wasWrittenAt(key, condition.index()));
        }
        return services.call(KVGrpc.getTxnMethod(), guarded(path, compares, List.of(Ops.put(put))))
                .thenCompose(response -> {
                    if (!response.getSucceeded()) {
                        throw why(path, condition, Found.of(path, response));
                    }
                    return written(services, action(condition, put.getIgnoreValue()), put, lease, response);
                });
    }

    private static String action(Condition condition, boolean refresh) {
        if (condition.creates()) {
            return "create";
        }
        if (condition.compares()) {
            return "compareAndSwap";
        }
        return condition.needsKey() || refresh ? "update" : "set";
    }

    /** The transaction that does {@code writes} if no parent is a file and {@code compares} hold, and else looks around. */
    private static TxnRequest guarded(KeyPath path, List<Compare> compares, List<RequestOp> writes) {
        TxnRequest.Builder txn = TxnRequest.newBuilder().addAllCompare(compares);
        path.parents().forEach(parent -> txn.addCompare(Ops.isAbsent(parent.key())));
        return txn.addAllSuccess(writes).addAllFailure(Found.reads(path)).build();
    }

    private static Refusal why(KeyPath path, Condition condition, Found found) {
        if (found.fileAbove().isPresent()) {
            return found.refuse(KeyError.NOT_A_DIRECTORY, found.fileAbove().get());
        }
        boolean taken = found.file().isPresent() || found.firstInside().isPresent();
        if (condition.creates() && taken) {
            return found.refuse(KeyError.KEY_EXISTS, path);
        }
        if (found.firstInside().isPresent()) {
            return found.refuse(KeyError.NOT_A_FILE, path);
        }
        if (found.file().isEmpty()) {
            return found.refuse(KeyError.KEY_NOT_FOUND, path);
        }
        KeyValue kv = found.file().get();
        return KeyError.COMPARE_FAILED.of(
                condition.difference(kv.getValue().toStringUtf8(), kv.getModRevision()), found.index());
    }

    private CompletableFuture<KeyEvent> written(
            Services services,
            String action,
            PutRequest.Builder put,
            Optional<Leases.Granted> lease,
            TxnResponse response) {
        long index = response.getHeader().getRevision();
        PutResponse done = response.getResponses(0).getResponsePut();
        KeyValue before = done.getPrevKv();
        KeyValue now = KeyValue.newBuilder()
                .setKey(put.getKey())
                .setValue(put.getIgnoreValue() ? before.getValue() : put.getValue())
                .setModRevision(index)
                .setCreateRevision(done.hasPrevKv() ? before.getCreateRevision() : index)
                .build();
        KeyNode node = KeyNode.file(now, lease.map(Leases.Granted::expiry));
        long term = response.getHeader().getRaftTerm();
        if (!done.hasPrevKv()) {
            return CompletableFuture.completedFuture(new KeyEvent(action, node, Optional.empty(), index, term));
        }
        return leases.expiries(services, List.of(before.getLease()))
                .thenApply(expiries -> new KeyEvent(
                        action,
                        node,
                        Optional.of(KeyNode.file(before, Optional.ofNullable(expiries.get(before.getLease())))),
                        index,
                        term));
    }

    /** {@code PUT} with {@code dir=true}: an empty directory, also where a file was, unless the form forbids. */
    CompletableFuture<KeyEvent> makeDirectory(Services services, KeyPath path, Form form) {
        Condition condition = Condition.of(form);
        if (form.number("ttl", KeyError.TTL_NOT_A_NUMBER).isPresent()) {
            throw KeyError.INVALID_FIELD.of("a directory has no time to live here");
        }
        List<Compare> compares = new ArrayList<>();
        compares.add(Ops.isEmpty(path.directoryKey(), path.directoryEnd()));
        List<RequestOp> writes = new ArrayList<>();
        if (condition.creates()) {
            compares.add(Ops.isAbsent(path.key()));
        } else {
            if (condition.needsKey()) {
                compares.add(Ops.isPresent(path.key()));
            }
            writes.add(Ops.delete(path.key()));
        }
        writes.add(Ops.put(PutRequest.newBuilder().setKey(path.directoryKey())));
        return services.call(KVGrpc.getTxnMethod(), guarded(path, compares, writes))
                .thenApply(response -> {
                    if (!response.getSucceeded()) {
                        throw why(path, condition, Found.of(path, response));
                    }
                    long index = response.getHeader().getRevision();
                    Optional<KeyNode> before =
                            response.getResponses(0).getResponseDeleteRange().getPrevKvsList().stream()
                                    .findFirst()
                                    .map(kv -> KeyNode.file(kv, Optional.empty()));
                    return new KeyEvent(
                            action(condition, false),
                            KeyNode.directory(path, List.of(), index),
                            before,
                            index,
                            response.getHeader().getRaftTerm());
                });
    }
}
