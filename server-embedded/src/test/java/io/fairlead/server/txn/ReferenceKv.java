package io.fairlead.server.txn;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The keyspace as simply as it can be said: a copy of everything at each revision. Knows nothing of what it is to check. */
final class ReferenceKv {
    private final List<NavigableMap<Bytes, KeyValue>> states =
            new ArrayList<>(List.of(new TreeMap<>(), new TreeMap<>()));

    long revision() {
        return states.size() - 1L;
    }

    /** Begins the next revision; changes follow. */
    void advance() {
        states.add(new TreeMap<>(newest()));
    }

    private NavigableMap<Bytes, KeyValue> newest() {
        return states.get(states.size() - 1);
    }

    void put(Bytes key, Bytes value, long lease) {
        KeyValue before = newest().get(key);
        newest().put(
                        key,
                        KeyValue.newBuilder()
                                .setKey(ByteString.copyFrom(key.toByteArray()))
                                .setValue(ByteString.copyFrom(value.toByteArray()))
                                .setLease(lease)
                                .setModRevision(revision())
                                .setCreateRevision(before == null ? revision() : before.getCreateRevision())
                                .setVersion(before == null ? 1 : before.getVersion() + 1)
                                .build());
    }

    boolean delete(Bytes key) {
        return newest().remove(key) != null;
    }

    List<Bytes> keys(Bytes from, Bytes to) {
        return List.copyOf(newest().subMap(from, to).keySet());
    }

    RangeResponse range(RangeRequest request) {
        long at = request.getRevision() <= 0 ? revision() : request.getRevision();
        List<KeyValue> all = new ArrayList<>();
        states.get((int) at).forEach((key, value) -> {
            if (isIn(request, key)) {
                all.add(value);
            }
        });
        RangeResponse.Builder response = RangeResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision()))
                .setCount(all.size());
        if (request.getCountOnly()) {
            return response.build();
        }
        List<KeyValue> kept = new ArrayList<>(all);
        kept.removeIf(kv -> request.getMinModRevision() != 0 && kv.getModRevision() < request.getMinModRevision());
        kept.removeIf(kv -> request.getMaxModRevision() != 0 && kv.getModRevision() > request.getMaxModRevision());
        kept.removeIf(
                kv -> request.getMinCreateRevision() != 0 && kv.getCreateRevision() < request.getMinCreateRevision());
        kept.removeIf(
                kv -> request.getMaxCreateRevision() != 0 && kv.getCreateRevision() > request.getMaxCreateRevision());
        Comparator<KeyValue> order = switch (request.getSortTarget()) {
            case KEY, UNRECOGNIZED ->
                Comparator.comparing(kv -> Bytes.copyOf(kv.getKey().toByteArray()));
            case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
            case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(kv -> Bytes.copyOf(kv.getValue().toByteArray()));
        };
        kept.sort(request.getSortOrder() == RangeRequest.SortOrder.DESCEND ? order.reversed() : order);
        long limit = request.getLimit() > 0 ? request.getLimit() : Long.MAX_VALUE;
        for (int i = 0; i < kept.size() && i < limit; i++) {
            KeyValue kv = kept.get(i);
            response.addKvs(request.getKeysOnly() ? kv.toBuilder().clearValue().build() : kv);
        }
        return response.setMore(kept.size() > limit).build();
    }

    private static boolean isIn(RangeRequest request, Bytes key) {
        Bytes from = Bytes.copyOf(request.getKey().toByteArray());
        Bytes end = Bytes.copyOf(request.getRangeEnd().toByteArray());
        if (end.isEmpty()) {
            return key.equals(from);
        }
        return key.compareTo(from) >= 0 && (end.equals(Bytes.of(0)) || key.compareTo(end) < 0);
    }
}
