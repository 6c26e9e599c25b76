package io.fairlead.cli.older;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.Compare.CompareResult;
import io.fairlead.api.pb.etcdserverpb.Compare.CompareTarget;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The older key space, a tree of files, as a view of ours.
 *
 * <p>A write is one transaction whose comparisons say that its path isn't a directory and that no file stands where the
 * path needs a directory. The transaction's other branch reads what was in the way, so the complaint is about the same
 * revision as the decision.
 */
final class Files {
    private static final ByteString DIRECTORY_MARK = ByteString.copyFromUtf8("/");

    /** The first byte behind {@link #DIRECTORY_MARK}: the end of a directory's keys. */
    private static final ByteString DIRECTORY_END = ByteString.copyFromUtf8("0");

    private final Connections connections;

    Files(Connections connections) {
        this.connections = connections;
    }

    /** What a write found before. */
    record Change(long index, Optional<Node> before) {}

    /** A path as the older key space names it: from the root, without doubled or closing slashes. */
    static String path(String typed) {
        StringBuilder path = new StringBuilder();
        for (String part : typed.split("/", -1)) {
            if (!part.isEmpty()) {
                path.append('/').append(part);
            }
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    /** The file at {@code path}, from one member's state or, with {@code quorum}, from the cluster's. */
    Node get(String path, boolean quorum) {
        RangeResponse found = connections.ask(
                KVGrpc.getRangeMethod(), one(path).setSerializable(!quorum).build());
        if (found.getKvsCount() > 0) {
            return Node.of(found.getKvs(0));
        }
        RangeRequest below = below(path)
                .setSerializable(!quorum)
                .setLimit(1)
                .setKeysOnly(true)
                .build();
        if (path.equals("/") || connections.ask(KVGrpc.getRangeMethod(), below).getKvsCount() > 0) {
            throw CommandFailure.bare(ExitCode.ERROR, (path.equals("/") ? "" : path) + ": is a directory");
        }
        throw OlderFailure.keyNotFound(path, found.getHeader().getRevision());
    }

    /** All files below the directory {@code path}, or the file at {@code path}, in the order of their paths. */
    List<Node> list(String path) {
        RangeResponse below =
                connections.ask(KVGrpc.getRangeMethod(), below(path).build());
        List<Node> nodes = new ArrayList<>();
        for (KeyValue kv : below.getKvsList()) {
            nodes.add(Node.of(kv));
        }
        if (nodes.isEmpty() && !path.equals("/")) {
            nodes.add(get(path, true));
        }
        return nodes;
    }

    /** Gives the file at {@code path} a value, whether it is there or not. */
    Change set(String path, String value) {
        return write(path, value, List.of());
    }

    /** Makes the file at {@code path}; it must not be there. */
    Change make(String path, String value) {
        return write(path, value, List.of(version(key(path), CompareResult.EQUAL)));
    }

    /** Gives the file at {@code path} a value; it must be there. */
    Change update(String path, String value) {
        return write(path, value, List.of(version(key(path), CompareResult.GREATER)));
    }

    private Change write(String path, String value, List<Compare> further) {
        if (path.equals("/")) {
            throw OlderFailure.readOnlyRoot(connections
                    .ask(KVGrpc.getRangeMethod(), one(path).build())
                    .getHeader()
                    .getRevision());
        }
        PutRequest put = PutRequest.newBuilder()
                .setKey(key(path))
                .setValue(ByteString.copyFromUtf8(value))
                .setPrevKv(true)
                .build();
        TxnRequest.Builder request = TxnRequest.newBuilder()
                .addAllCompare(further)
                .addCompare(nothingBelow(path))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                .addFailure(read(one(path)))
                .addFailure(read(below(path).setLimit(1).setKeysOnly(true)));
        for (String parent : parents(path)) {
            request.addCompare(version(key(parent), CompareResult.EQUAL));
            request.addFailure(read(one(parent).setKeysOnly(true)));
        }
        TxnResponse response = connections.change(KVGrpc.getTxnMethod(), request.build());
        long index = response.getHeader().getRevision();
        if (!response.getSucceeded()) {
            throw whyNot(path, response);
        }
        var answer = response.getResponses(0).getResponsePut();
        return new Change(index, answer.hasPrevKv() ? Optional.of(Node.of(answer.getPrevKv())) : Optional.empty());
    }

    /** Removes the file at {@code path}, or with {@code recursive} the directory with all below it. */
    Change remove(String path, boolean recursive) {
        DeleteRangeRequest file = DeleteRangeRequest.newBuilder()
                .setKey(key(path))
                .setPrevKv(true)
                .build();
        TxnRequest.Builder request = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(file))
                .addFailure(read(one(path)))
                .addFailure(read(below(path).setLimit(1).setKeysOnly(true)));
        if (recursive) {
            DeleteRangeRequest all = DeleteRangeRequest.newBuilder()
                    .setKey(below(path).getKey())
                    .setRangeEnd(below(path).getRangeEnd())
                    .build();
            request.addSuccess(RequestOp.newBuilder().setRequestDeleteRange(all));
        } else {
            request.addCompare(version(key(path), CompareResult.GREATER));
        }
        TxnResponse response = connections.change(KVGrpc.getTxnMethod(), request.build());
        long index = response.getHeader().getRevision();
        if (!response.getSucceeded()) {
            throw whyNot(path, response);
        }
        long deleted = 0;
        for (var answer : response.getResponsesList()) {
            deleted += answer.getResponseDeleteRange().getDeleted();
        }
        if (deleted == 0) {
            throw OlderFailure.keyNotFound(path, index);
        }
        var removed = response.getResponses(0).getResponseDeleteRange();
        return new Change(
                index, removed.getPrevKvsCount() > 0 ? Optional.of(Node.of(removed.getPrevKvs(0))) : Optional.empty());
    }

    /** Reads, from the branch that looked around, what stood in the way. */
    private static RuntimeException whyNot(String path, TxnResponse response) {
        long index = response.getHeader().getRevision();
        for (int i = 2; i < response.getResponsesCount(); i++) {
            RangeResponse parent = response.getResponses(i).getResponseRange();
            if (parent.getKvsCount() > 0) {
                return OlderFailure.notDirectory(parent.getKvs(0).getKey().toStringUtf8(), index);
            }
        }
        if (response.getResponses(0).getResponseRange().getKvsCount() > 0) {
            return OlderFailure.exists(path, index);
        }
        if (response.getResponses(1).getResponseRange().getKvsCount() > 0) {
            return OlderFailure.notFile(path, index);
        }
        return OlderFailure.keyNotFound(path, index);
    }

    private static List<String> parents(String path) {
        List<String> parents = new ArrayList<>();
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            parents.add(path.substring(0, slash));
        }
        return parents;
    }

    private static ByteString key(String path) {
        return ByteString.copyFromUtf8(path);
    }

    private static RangeRequest.Builder one(String path) {
        return RangeRequest.newBuilder().setKey(key(path));
    }

    private static RangeRequest.Builder below(String path) {
        ByteString directory = path.equals("/") ? ByteString.EMPTY : key(path);
        return RangeRequest.newBuilder()
                .setKey(directory.concat(DIRECTORY_MARK))
                .setRangeEnd(directory.concat(DIRECTORY_END));
    }

    private static RequestOp read(RangeRequest.Builder range) {
        return RequestOp.newBuilder().setRequestRange(range).build();
    }

    private static Compare version(ByteString key, CompareResult result) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(CompareTarget.VERSION)
                .setResult(result)
                .setVersion(0)
                .build();
    }

    private static Compare nothingBelow(String path) {
        return version(below(path).getKey(), CompareResult.EQUAL).toBuilder()
                .setRangeEnd(below(path).getRangeEnd())
                .build();
    }
}
