package io.fairlead.client.recipe.line;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * As much of etcd's store as standing in line needs, in memory: keys with revisions, leases, transactions, and all that ever
 * changed.
 */
final class ModelStore {
    /** The keys after a revision, by revision; nothing is ever compacted here. */
    private final NavigableMap<Long, NavigableMap<Bytes, KeyValue>> past = new TreeMap<>(Map.of(1L, new TreeMap<>()));

    /** What changed at each revision. */
    private final TreeMap<Long, List<WatchEvent>> changes = new TreeMap<>();

    private final Set<Long> leases = new HashSet<>();

    long revision() {
        return past.lastKey();
    }

    boolean hasLease(long lease) {
        return leases.contains(lease);
    }

    void grant(long lease) {
        leases.add(lease);
    }

    /** Ends a lease: its keys go at one revision. */
    void revoke(long lease) {
        if (leases.remove(lease)) {
            delete(entry -> entry.lease() == lease);
        }
    }

    void delete(Predicate<KeyValue> which) {
        NavigableMap<Bytes, KeyValue> keys = new TreeMap<>(now());
        List<WatchEvent> events = new ArrayList<>();
        remove(keys, events, which);
        seal(keys, events);
    }

    NavigableMap<Bytes, KeyValue> now() {
        return past.lastEntry().getValue();
    }

    NavigableMap<Bytes, KeyValue> at(long revision) {
        return past.floorEntry(revision).getValue();
    }

    /** The first revision at or after {@code from} with changes of the range of the wanted kind. */
    Optional<Map.Entry<Long, List<WatchEvent>>> next(KeyRange range, long from, boolean deletions) {
        for (Map.Entry<Long, List<WatchEvent>> change : changes.tailMap(from).entrySet()) {
            List<WatchEvent> wanted = change.getValue().stream()
                    .filter(event -> range.contains(event.key()))
                    .filter(event -> deletions == (event.kind() == WatchEvent.Kind.DELETED))
                    .toList();
            if (!wanted.isEmpty()) {
                return Optional.of(Map.entry(change.getKey(), wanted));
            }
        }
        return Optional.empty();
    }

    TxnResult commit(Txn txn) {
        NavigableMap<Bytes, KeyValue> keys = new TreeMap<>(now());
        List<WatchEvent> events = new ArrayList<>();
        boolean holds = txn.when().stream().allMatch(condition -> holds(keys, condition));
        long next = revision() + 1;
        List<OpResult> results = new ArrayList<>();
        for (Op step : holds ? txn.then() : txn.otherwise()) {
            if (step instanceof Op.Get get) {
                results.add(read(keys, get.range(), get.options()));
            } else if (step instanceof Op.Put put) {
                long lease = put.options().lease();
                if (lease != 0 && !leases.contains(lease)) {
                    throw new RefusedException(EtcdError.LEASE_NOT_FOUND, Outcome.NOT_APPLIED, List.of(), null);
                }
                KeyValue old = keys.get(put.key());
                KeyValue written = new KeyValue(
                        put.key(),
                        put.value(),
                        old == null ? next : old.createRevision(),
                        next,
                        old == null ? 1 : old.version() + 1,
                        lease);
                keys.put(put.key(), written);
                events.add(new WatchEvent(
                        old == null ? WatchEvent.Kind.CREATED : WatchEvent.Kind.UPDATED, written, Optional.empty()));
                results.add(new PutResult(header(next), Optional.empty()));
            } else if (step instanceof Op.Delete delete) {
                int deleted = remove(keys, events, entry -> delete.range().contains(entry.key()));
                results.add(new DeleteResult(header(next), deleted, List.of()));
            } else {
                throw new IllegalArgumentException("no nested transactions here");
            }
        }
        seal(keys, events);
        return new TxnResult(header(revision()), holds, results);
    }

    private int remove(NavigableMap<Bytes, KeyValue> keys, List<WatchEvent> events, Predicate<KeyValue> which) {
        List<KeyValue> gone = keys.values().stream().filter(which).toList();
        for (KeyValue entry : gone) {
            keys.remove(entry.key());
            KeyValue tombstone = new KeyValue(entry.key(), Bytes.empty(), 0, revision() + 1, 0, 0);
            events.add(new WatchEvent(WatchEvent.Kind.DELETED, tombstone, Optional.empty()));
        }
        return gone.size();
    }

    private void seal(NavigableMap<Bytes, KeyValue> keys, List<WatchEvent> events) {
        if (!events.isEmpty()) {
            long revision = revision() + 1;
            past.put(revision, keys);
            changes.put(revision, List.copyOf(events));
        }
    }

    private static Header header(long revision) {
        return new Header(1, 1, revision, 1);
    }

    private static boolean holds(NavigableMap<Bytes, KeyValue> keys, Cmp condition) {
        List<KeyValue> found = keys.values().stream()
                .filter(entry -> condition.range().contains(entry.key()))
                .toList();
        if (found.isEmpty()) {
            return related(0, condition);
        }
        return found.stream()
                .allMatch(entry -> related(
                        switch (condition.target()) {
                            case CREATE_REVISION -> entry.createRevision();
                            case MOD_REVISION -> entry.modRevision();
                            case LEASE -> entry.lease();
                            case VERSION -> entry.version();
                            case VALUE -> throw new IllegalArgumentException("values are not compared here");
                        },
                        condition));
    }

    private static boolean related(long left, Cmp condition) {
        return switch (condition.relation()) {
            case EQUAL -> left == condition.number();
            case NOT_EQUAL -> left != condition.number();
            case GREATER -> left > condition.number();
            case LESS -> left < condition.number();
        };
    }

    private static RangeResult read(NavigableMap<Bytes, KeyValue> keys, KeyRange range, ReadOptions options) {
        Stream<KeyValue> found = keys.values().stream()
                .filter(entry -> range.contains(entry.key()))
                .filter(entry ->
                        options.maxCreateRevision() == 0 || entry.createRevision() <= options.maxCreateRevision());
        List<KeyValue> sorted = found.sorted(
                        Comparator.comparingLong(KeyValue::createRevision).reversed())
                .toList();
        List<KeyValue> entries = options.limit() == 0
                ? sorted
                : sorted.stream().limit(options.limit()).toList();
        return new RangeResult(header(0), entries, entries.size() < sorted.size(), sorted.size());
    }
}
