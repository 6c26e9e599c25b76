package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCancelRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws steps from a seed: few keys, so that they meet; every form of range; now and then a request that must be refused. */
final class Generator {
    private static final List<ByteString> KEYS = List.of(
            text("a"),
            text("b"),
            text("c"),
            text("d"),
            text("e"),
            text("ab"),
            text("b\0"),
            bytes(0),
            bytes(255),
            bytes(255, 255));
    private static final ByteString FROM_HERE_ON = bytes(0);
    private static final int NESTING_MAX = 3;
    private static final int LONG_LEASE = 4;

    /** What a step is about, and how often by default. Each seed favours some: what is rare otherwise then meets itself. */
    private enum Theme {
        PUT(26),
        DELETE(7),
        TXN(13),
        RANGE(10),
        COMPACTION(6),
        HASH(3),
        LEASE(14),
        WATCH(12),
        DISTURBANCE(9);

        private final int weight;

        Theme(int weight) {
            this.weight = weight;
        }
    }

    private final Random random;
    private final boolean byHand;
    /** Themes to draw from, each as often as it weighs. */
    private final List<Theme> draw = new ArrayList<>();

    /** @param byHand whether time is virtual and loops take their turns when told to */
    Generator(long seed, boolean byHand) {
        this.random = new Random(seed);
        this.byHand = byHand;
        for (Theme theme : Theme.values()) {
            draw.addAll(Collections.nCopies(theme.weight * (oneIn(3) ? 4 : 1), theme));
        }
    }

    List<Step> steps(int count) {
        List<Step> steps = new ArrayList<>();
        while (steps.size() < count) {
            steps.add(step());
        }
        return steps;
    }

    private Step step() {
        Theme theme = draw.get(random.nextInt(draw.size()));
        return switch (theme) {
            case PUT -> new Step(StepKind.PUT, put());
            case DELETE -> new Step(StepKind.DELETE, delete());
            case TXN -> new Step(StepKind.TXN, txn(1));
            case RANGE -> new Step(StepKind.RANGE, range());
            case COMPACTION -> new Step(StepKind.COMPACT, compaction());
            case HASH -> new Step(StepKind.HASH, hash());
            case LEASE -> leaseStep();
            case WATCH -> watchStep();
            case DISTURBANCE -> disturbance();
        };
    }

    private Step leaseStep() {
        long id = leaseId();
        return switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                new Step(
                        StepKind.GRANT,
                        LeaseGrantRequest.newBuilder()
                                .setID(id)
                                .setTTL(oneIn(20) ? 9_000_000_001L : ttl(id))
                                .build());
            case 3 ->
                new Step(
                        StepKind.REVOKE,
                        LeaseRevokeRequest.newBuilder().setID(id).build());
            case 4, 5 ->
                new Step(
                        StepKind.KEEP_ALIVE,
                        LeaseKeepAliveRequest.newBuilder().setID(id).build());
            case 6, 7 ->
                new Step(
                        StepKind.TIME_TO_LIVE,
                        LeaseTimeToLiveRequest.newBuilder()
                                .setID(id)
                                .setKeys(random.nextBoolean())
                                .build());
            case 8 -> Step.of(StepKind.LEASES);
            default ->
                byHand ? new Step(StepKind.ELAPSE, Int64Value.of(250L * quarters())) : new Step(StepKind.PUT, put());
        };
    }

    private int quarters() {
        return oneIn(3) ? 1000 + random.nextInt(600) : 1 + random.nextInt(12);
    }

    private long ttl(long id) {
        if (!byHand) {
            return 1000 + 200 * id;
        }
        return id == LONG_LEASE ? 900 : random.nextInt(8) - 1;
    }

    /** Only one lease lives so long that what it has left is written down meanwhile. */
    private long leaseId() {
        return oneIn(3) ? LONG_LEASE : 1 + random.nextInt(LONG_LEASE);
    }

    private Step watchStep() {
        return switch (random.nextInt(8)) {
            case 0 -> new Step(StepKind.CANCEL, watcher());
            case 1, 2 -> new Step(StepKind.PROGRESS, watcher());
            default -> new Step(StepKind.WATCH, watch());
        };
    }

    private Step disturbance() {
        if (!byHand) {
            return oneIn(12) ? Step.of(StepKind.RESTART) : new Step(StepKind.PUT, put());
        }
        return Step.of(
                switch (random.nextInt(9)) {
                    case 0 -> StepKind.RESTART;
                    case 1, 2 -> StepKind.INSTALL;
                    case 3 -> StepKind.DAWDLE;
                    case 4, 5 -> StepKind.HOLD;
                    default -> StepKind.RELEASE;
                });
    }

    private WatchCreateRequest watch() {
        ByteString key = oftenKey();
        WatchCreateRequest.Builder request = WatchCreateRequest.newBuilder()
                .setKey(key)
                .setRangeEnd(oneIn(4) ? ByteString.EMPTY : end(key))
                .setStartRevision(oneIn(3) ? 0 : revision())
                .setPrevKv(random.nextBoolean());
        if (oneIn(5)) {
            request.addFiltersValue(random.nextInt(2));
        }
        return request.build();
    }

    private WatchCancelRequest watcher() {
        return WatchCancelRequest.newBuilder().setWatchId(random.nextInt(5)).build();
    }

    private PutRequest put() {
        boolean keepsValue = oneIn(8);
        boolean keepsLease = oneIn(8);
        return PutRequest.newBuilder()
                .setKey(oftenKey())
                .setValue(keepsValue && !oneIn(8) ? ByteString.EMPTY : value())
                .setIgnoreValue(keepsValue)
                .setLease(keepsLease && !oneIn(8) ? 0 : lease())
                .setIgnoreLease(keepsLease)
                .setPrevKv(random.nextBoolean())
                .build();
    }

    private long lease() {
        return oneIn(30) ? 99 : oneIn(3) ? leaseId() : 0;
    }

    private DeleteRangeRequest delete() {
        ByteString key = oftenKey();
        return DeleteRangeRequest.newBuilder()
                .setKey(key)
                .setRangeEnd(oneIn(2) ? ByteString.EMPTY : end(key))
                .setPrevKv(random.nextBoolean())
                .build();
    }

    private RangeRequest range() {
        ByteString key = oftenKey();
        RangeRequest.Builder request =
                RangeRequest.newBuilder().setKey(key).setRangeEnd(oneIn(5) ? ByteString.EMPTY : end(key));
        if (oneIn(3)) {
            request.setLimit(random.nextInt(6) - 1);
        }
        if (oneIn(2)) {
            request.setRevision(revision());
        }
        if (oneIn(3)) {
            request.setSortOrderValue(random.nextInt(3)).setSortTargetValue(random.nextInt(5));
        }
        if (oneIn(40)) {
            request.setSortTargetValue(7);
        }
        if (oneIn(6)) {
            request.setMinModRevision(revision());
        }
        if (oneIn(6)) {
            request.setMaxModRevision(revision());
        }
        if (oneIn(6)) {
            request.setMinCreateRevision(revision());
        }
        if (oneIn(6)) {
            request.setMaxCreateRevision(revision());
        }
        return request.setKeysOnly(oneIn(6))
                .setCountOnly(oneIn(6))
                .setSerializable(oneIn(3))
                .build();
    }

    private TxnRequest txn(int depth) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            request.addCompare(compare());
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            request.addSuccess(op(depth));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            request.addFailure(op(depth));
        }
        if (oneIn(40)) {
            request.addSuccess(RequestOp.getDefaultInstance());
        }
        return request.build();
    }

    private RequestOp op(int depth) {
        RequestOp.Builder op = RequestOp.newBuilder();
        int chance = random.nextInt(10);
        if (chance < 4) {
            op.setRequestPut(put());
        } else if (chance < 6) {
            op.setRequestDeleteRange(delete());
        } else if (chance < 8 || depth == NESTING_MAX) {
            op.setRequestRange(range());
        } else {
            op.setRequestTxn(txn(depth + 1));
        }
        return op.build();
    }

    private Compare compare() {
        ByteString key = oftenKey();
        Compare.Builder compare = Compare.newBuilder()
                .setKey(key)
                .setRangeEnd(oneIn(3) ? end(key) : ByteString.EMPTY)
                .setResultValue(random.nextInt(4))
                .setTargetValue(random.nextInt(5));
        switch (oneIn(12) ? random.nextInt(5) : compare.getTargetValue()) {
            case Compare.CompareTarget.VERSION_VALUE -> compare.setVersion(random.nextInt(4));
            case Compare.CompareTarget.CREATE_VALUE -> compare.setCreateRevision(revision());
            case Compare.CompareTarget.MOD_VALUE -> compare.setModRevision(revision());
            case Compare.CompareTarget.VALUE_VALUE -> compare.setValue(value());
            default -> compare.setLease(random.nextInt(3));
        }
        return oneIn(40) ? compare.setTargetValue(9).build() : compare.build();
    }

    private CompactionRequest compaction() {
        return CompactionRequest.newBuilder()
                .setRevision(revision())
                .setPhysical(random.nextBoolean())
                .build();
    }

    private HashKVRequest hash() {
        return HashKVRequest.newBuilder().setRevision(oneIn(2) ? 0 : revision()).build();
    }

    /** Around the current one, or the compacted one, or none at all. */
    private long revision() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> Revisions.compacted(random.nextInt(3) - 1);
            case 2 -> random.nextInt(6) - 2;
            case 3 -> Revisions.current(random.nextInt(3));
            default -> Revisions.current(-random.nextInt(8));
        };
    }

    private ByteString oftenKey() {
        return oneIn(50) ? ByteString.EMPTY : key();
    }

    private ByteString key() {
        return KEYS.get(oneIn(3) ? random.nextInt(KEYS.size()) : random.nextInt(5));
    }

    /** The end of a range: of a prefix, of everything from the key on, or any key, which may lie before the first. */
    private ByteString end(ByteString key) {
        return switch (random.nextInt(4)) {
            case 0 -> FROM_HERE_ON;
            case 1 -> key.isEmpty() ? FROM_HERE_ON : endOfPrefix(key);
            default -> key();
        };
    }

    private static ByteString endOfPrefix(ByteString prefix) {
        int last = prefix.byteAt(prefix.size() - 1) & 0xFF;
        return last == 255
                ? FROM_HERE_ON
                : prefix.substring(0, prefix.size() - 1).concat(bytes(last + 1));
    }

    private ByteString value() {
        return text(List.of("", "1", "2", "2", "30", "x").get(random.nextInt(6)));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static ByteString bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyFrom(bytes);
    }
}
