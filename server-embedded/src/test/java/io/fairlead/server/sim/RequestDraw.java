package io.fairlead.server.sim;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.Compare.CompareResult;
import io.fairlead.api.pb.etcdserverpb.Compare.CompareTarget;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Draws requests about a few keys. No value is put twice, and a transaction that deletes puts something too, so that what happened
 * says who asked for it.
 */
public final class RequestDraw {
    private static final String PREFIX = "k";

    /** Ids that members give to leases are greater by far. */
    private static final long NO_SUCH_LEASE = 1;

    private final RandomGenerator random;
    private final List<ByteString> keys = new ArrayList<>();
    private int values;

    RequestDraw(int keyCount, RandomGenerator random) {
        this.random = random;
        for (int i = 0; i < keyCount; i++) {
            keys.add(text(PREFIX + (char) ('a' + i)));
        }
    }

    static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** One that nobody else puts. */
    public ByteString value() {
        return text("v" + values++);
    }

    public ByteString key() {
        return keys.get(random.nextInt(keys.size()));
    }

    public PutRequest put() {
        return put(key());
    }

    private PutRequest put(ByteString key) {
        return PutRequest.newBuilder()
                .setKey(key)
                .setValue(value())
                .setPrevKv(random.nextInt(3) == 0)
                .build();
    }

    public DeleteRangeRequest delete() {
        DeleteRangeRequest.Builder delete = DeleteRangeRequest.newBuilder().setKey(key());
        if (random.nextInt(4) == 0) {
            delete.setRangeEnd(end());
        }
        return delete.setPrevKv(random.nextInt(3) == 0).build();
    }

    /**
     * A reading of any kind.
     *
     * @param known a revision near the newest
     */
    public RangeRequest range(long known) {
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(key());
        switch (random.nextInt(4)) {
            case 0 -> range.setRangeEnd(end());
            case 1 -> {}
            default -> range.setKey(text(PREFIX)).setRangeEnd(text("l"));
        }
        if (random.nextInt(4) == 0) {
            range.setRevision(near(known));
        }
        if (random.nextInt(4) == 0) {
            range.setLimit(1 + random.nextInt(4));
        }
        if (random.nextInt(4) == 0) {
            range.setSortOrderValue(random.nextInt(3)).setSortTargetValue(random.nextInt(5));
        }
        if (random.nextInt(6) == 0) {
            range.setMinModRevision(near(known));
        }
        return range.setCountOnly(random.nextInt(8) == 0)
                .setKeysOnly(random.nextInt(8) == 0)
                .setSerializable(random.nextInt(3) == 0)
                .build();
    }

    /** Reads that belong together, at the newest revision, an old one, or one to come. */
    public TxnRequest readTxn(long known) {
        boolean serializable = random.nextInt(3) == 0;
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        int reads = random.nextInt(4);
        for (int i = 0; i < reads; i++) {
            txn.addSuccess(RequestOp.newBuilder()
                    .setRequestRange(range(known).toBuilder().setSerializable(serializable)));
        }
        return txn.build();
    }

    /**
     * One that may be refused half way: for a read of what is compacted or to come, or a put under a lease that is not there.
     *
     * @param known a revision near the newest
     */
    public TxnRequest txn(long known) {
        return txn(shuffled(), known, 2);
    }

    private TxnRequest txn(List<ByteString> free, long known, int depth) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        int compares = random.nextInt(3);
        for (int i = 0; i < compares; i++) {
            txn.addCompare(compare());
        }
        branch(new ArrayList<>(free), known, depth).forEach(txn::addSuccess);
        branch(new ArrayList<>(free), known, depth).forEach(txn::addFailure);
        return txn.build();
    }

    /** Changes each key once at most. */
    private List<RequestOp> branch(List<ByteString> free, long known, int depth) {
        List<RequestOp> ops = new ArrayList<>();
        ops.add(RequestOp.newBuilder().setRequestPut(put(free.remove(0))).build());
        int more = random.nextInt(4);
        for (int i = 0; i < more && !free.isEmpty(); i++) {
            RequestOp.Builder op = RequestOp.newBuilder();
            switch (random.nextInt(5)) {
                case 0 -> {
                    PutRequest put = put(free.remove(0));
                    op.setRequestPut(
                            random.nextInt(8) == 0
                                    ? put.toBuilder().setLease(NO_SUCH_LEASE).build()
                                    : put);
                }
                case 1 ->
                    op.setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(free.remove(0)));
                case 2 -> {
                    if (depth == 0) {
                        continue;
                    }
                    op.setRequestTxn(txn(free, known, depth - 1));
                    // What one branch of it may have changed is left alone afterwards.
                    free.clear();
                }
                default ->
                    op.setRequestRange(RangeRequest.newBuilder()
                            .setKey(text(PREFIX))
                            .setRangeEnd(text("l"))
                            .setRevision(random.nextInt(5) == 0 ? near(known) : 0)
                            .setLimit(random.nextInt(4)));
            }
            ops.add(op.build());
        }
        return ops;
    }

    private Compare compare() {
        Compare.Builder compare =
                Compare.newBuilder().setKey(key()).setResult(CompareResult.forNumber(random.nextInt(4)));
        switch (random.nextInt(4)) {
            case 0 -> compare.setTarget(CompareTarget.VERSION).setVersion(random.nextInt(3));
            case 1 -> compare.setTarget(CompareTarget.CREATE).setCreateRevision(random.nextInt(40));
            case 2 -> compare.setTarget(CompareTarget.MOD).setModRevision(random.nextInt(80));
            default -> compare.setTarget(CompareTarget.VALUE).setValue(text("v" + random.nextInt(Math.max(1, values))));
        }
        return compare.build();
    }

    private List<ByteString> shuffled() {
        List<ByteString> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        return shuffled;
    }

    private ByteString end() {
        return random.nextInt(4) == 0 ? text("l") : key();
    }

    private long near(long known) {
        return Math.max(1, known + 6 - random.nextInt(50));
    }
}
