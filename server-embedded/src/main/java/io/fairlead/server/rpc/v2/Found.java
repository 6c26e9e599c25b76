package io.fairlead.server.rpc.v2;

import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is at a path and around it, read in one transaction: by it a refusal is explained.
 *
 * @param fileAbove the topmost parent that is a file
 * @param file the key at the path
 * @param firstInside the oldest key in the directory at the path
 * @param index the revision all this was seen at
 */
record Found(Optional<KeyPath> fileAbove, Optional<KeyValue> file, Optional<KeyValue> firstInside, long index) {
    /** The reads, in the order {@link #of} expects their answers. */
    static List<RequestOp> reads(KeyPath path) {
        List<RequestOp> reads = new ArrayList<>();
        path.parents().forEach(parent -> reads.add(Ops.count(parent)));
        reads.add(Ops.read(RangeRequest.newBuilder().setKey(path.key())));
        reads.add(Ops.firstIn(path));
        return reads;
    }

    /** Reads the first answers of {@code response}; more may follow. */
    static Found of(KeyPath path, TxnResponse response) {
        List<KeyPath> parents = path.parents();
        Optional<KeyPath> above = Optional.empty();
        for (int i = parents.size() - 1; i >= 0; i--) {
            if (response.getResponses(i).getResponseRange().getCount() > 0) {
                above = Optional.of(parents.get(i));
            }
        }
        return new Found(
                above,
                first(response.getResponses(parents.size())),
                first(response.getResponses(parents.size() + 1)),
                response.getHeader().getRevision());
    }

    private static Optional<KeyValue> first(ResponseOp range) {
        return range.getResponseRange().getKvsList().stream().findFirst();
    }

    Refusal refuse(KeyError error, KeyPath path) {
        return error.of(path.text(), index);
    }
}
