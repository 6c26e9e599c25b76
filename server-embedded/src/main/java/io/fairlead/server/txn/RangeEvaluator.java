package io.fairlead.server.txn;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KeyState;
import io.fairlead.server.mvcc.KvView;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.ReadView;
import io.fairlead.server.mvcc.RevisionList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Answers range requests. Any thread for a published view; the apply loop for a transaction's. */
public final class RangeEvaluator {
    private static final Comparator<KeyState> BY_KEY = Comparator.comparing(KeyState::key);
    private static final Comparator<KeyState> BY_VERSION = Comparator.comparingLong(KeyState::version);
    private static final Comparator<KeyState> BY_CREATE = Comparator.comparingLong(KeyState::createRevision);
    private static final Comparator<KeyState> BY_MOD = Comparator.comparingLong(KeyState::modRevision);
    private static final Comparator<KeyState> BY_VALUE = Comparator.comparing(KeyState::value);

    /**
     * What one range may hold in memory: a quarter of the heap, and less than a message can be. Whoever wants more asks in parts,
     * by limit or as a stream; without this bound one call could end the member.
     */
    private static final long HELD_BYTES_MAX =
            Math.min(Integer.MAX_VALUE - (64L << 20), Runtime.getRuntime().maxMemory() / 4);

    private RangeEvaluator() {}

    /**
     * Reads from what the store has published.
     *
     * @param request one that {@link RequestRules} has nothing against
     * @return refused as FUTURE_REVISION or COMPACTED, or as RESPONSE_TOO_LARGE
     */
    public static Answer<RangeResponse> range(MvccStore store, RangeRequest request) {
        while (true) {
            ReadView view = store.view();
            Answer<RangeResponse> answer = range(view, request, HELD_BYTES_MAX);
            // A read of the newest state is never refused: a compaction overtook it, so there is a newer state to read.
            boolean overtaken = request.getRevision() <= 0
                    && answer instanceof Answer.Refused<RangeResponse> refused
                    && refused.error() == EtcdError.COMPACTED;
            if (!overtaken) {
                return answer;
            }
        }
    }

    /** Reads from a view; refused as FUTURE_REVISION or COMPACTED. */
    public static Answer<RangeResponse> range(KvView view, RangeRequest request) {
        return range(view, request, Long.MAX_VALUE);
    }

    /** @param bytesMax keys and values that the answer may hold on its way; refused as RESPONSE_TOO_LARGE beyond */
    static Answer<RangeResponse> range(KvView view, RangeRequest request, long bytesMax) {
        long current = view.revision();
        if (request.getRevision() > current) {
            return Answer.refused(EtcdError.FUTURE_REVISION);
        }
        long at = request.getRevision() <= 0 ? current : request.getRevision();
        if (at < view.compactedRevision()) {
            return Answer.refused(EtcdError.COMPACTED);
        }
        KeySpan span = Wire.span(request.getKey(), request.getRangeEnd());
        RangeResponse.Builder response = RangeResponse.newBuilder().setHeader(Wire.header(current));
        Optional<EtcdError> fault =
                request.getCountOnly() ? Optional.empty() : addKeys(view, request, span, at, bytesMax, response);
        if (request.getCountOnly()) {
            response.setCount(view.count(span, at));
        }
        if (!view.covers(at)) {
            return Answer.refused(EtcdError.COMPACTED);
        }
        if (fault.isPresent()) {
            // Only a newer revision that a compaction kept instead can have taken a record, and so the state at this
            // one.
            Invariant.check(
                    fault.get() != EtcdError.COMPACTED || view.isOutlived(),
                    "a revision of the index has no record, at",
                    at,
                    view.compactedRevision());
            return Answer.refused(fault.get());
        }
        return Answer.ok(response.build());
    }

    /** COMPACTED where a record was gone, which only a compaction explains. */
    private static Optional<EtcdError> addKeys(
            KvView view, RangeRequest request, KeySpan span, long at, long bytesMax, RangeResponse.Builder response) {
        boolean picks = request.getSortOrder() != RangeRequest.SortOrder.NONE || filters(request);
        long limit = request.getLimit();
        RevisionList found = new RevisionList();
        // One more than asked for tells whether there is more; saturated, since Long.MAX_VALUE is a legal limit.
        long wanted = picks || limit <= 0 ? 0 : (limit == Long.MAX_VALUE ? limit : limit + 1);
        response.setCount(view.find(span, at, wanted, found));

        List<KeyState> keys = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < found.size(); i++) {
            KeyState key = view.read(found.mainAt(i), found.subAt(i));
            if (key == null) {
                return Optional.of(EtcdError.COMPACTED);
            }
            if (passes(request, key)) {
                keys.add(key);
                bytes += key.key().size() + key.value().size();
            }
            if (bytes > bytesMax) {
                return Optional.of(EtcdError.RESPONSE_TOO_LARGE);
            }
        }
        sort(request, keys);
        int shown = limit > 0 ? (int) Math.min(limit, keys.size()) : keys.size();
        response.setMore(shown < keys.size());
        boolean withValues = !request.getKeysOnly();
        for (int i = 0; i < shown; i++) {
            response.addKvs(Wire.keyValue(keys.get(i), withValues));
        }
        return Optional.empty();
    }

    static boolean filters(RangeRequest request) {
        return request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0;
    }

    private static boolean passes(RangeRequest request, KeyState key) {
        return isWithin(key.modRevision(), request.getMinModRevision(), request.getMaxModRevision())
                && isWithin(key.createRevision(), request.getMinCreateRevision(), request.getMaxCreateRevision());
    }

    private static boolean isWithin(long revision, long min, long max) {
        return (min == 0 || revision >= min) && (max == 0 || revision <= max);
    }

    /**
     * Keys come in ascending order and keep it among equals, whichever the direction. Without a direction any target but the key
     * sorts upwards; as in etcd, a limit then cuts before the sort.
     */
    private static void sort(RangeRequest request, List<KeyState> keys) {
        RangeRequest.SortTarget target = request.getSortTarget();
        RangeRequest.SortOrder direction = request.getSortOrder();
        boolean descends = direction == RangeRequest.SortOrder.DESCEND;
        if (target == RangeRequest.SortTarget.KEY && !descends) {
            return;
        }
        Comparator<KeyState> order = switch (target) {
            case KEY -> BY_KEY;
            case VERSION -> BY_VERSION;
            case CREATE -> BY_CREATE;
            case MOD -> BY_MOD;
            case VALUE -> BY_VALUE;
            case UNRECOGNIZED -> throw Invariant.unreachable("the rules of requests know the sort targets");
        };
        keys.sort(descends ? order.reversed() : order);
    }
}
