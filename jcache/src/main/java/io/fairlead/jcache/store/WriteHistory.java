package io.fairlead.jcache.store;

import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Finds out from the history of the store whether a write was carried out. Safe to share between threads. */
final class WriteHistory {
    private final ClusterAccess cluster;

    WriteHistory(ClusterAccess cluster) {
        this.cluster = cluster;
    }

    /**
     * What is known of a write.
     *
     * @param carriedOut the revision of the write; empty if it was not carried out yet
     * @param upTo the revision up to which that is so
     */
    record Finding(OptionalLong carriedOut, long upTo) {}

    /**
     * Looks for the write between {@code floor}, without it, and now.
     *
     * @param floor a revision that the store had before the write was sent
     * @throws io.fairlead.api.FairleadException if that part of the history is gone, or nobody answers
     */
    Finding find(WriteMark mark, long floor, CallTime time) {
        RangeResult now = cluster.kvWithin().apply(time.left()).get(KeyRange.single(mark.record()));
        Optional<KeyValue> record = now.first();
        if (record.filter(kv -> isBy(kv, mark)).isPresent()) {
            return new Finding(OptionalLong.of(record.get().modRevision()), now.revision());
        }
        boolean untouched = record.filter(kv -> kv.modRevision() <= floor).isPresent();
        if (untouched || now.revision() <= floor) {
            return new Finding(OptionalLong.empty(), now.revision());
        }
        return new Finding(search(mark, floor, now.revision(), time), now.revision());
    }

    private OptionalLong search(WriteMark mark, long floor, long upTo, CallTime time) {
        AtomicLong found = new AtomicLong();
        try (WatchHandle watch = cluster.watches()
                .watch(KeyRange.single(mark.record()), WatchOptions.after(floor), batch -> note(batch, mark, found))) {
            watch.awaitRevision(upTo, time.left());
        }
        return found.get() == 0 ? OptionalLong.empty() : OptionalLong.of(found.get());
    }

    private static void note(WatchBatch batch, WriteMark mark, AtomicLong found) {
        for (WatchEvent event : batch.events()) {
            if (event.kind() != WatchEvent.Kind.DELETED && isBy(event.entry(), mark)) {
                found.compareAndSet(0, event.revision());
            }
        }
    }

    private static boolean isBy(KeyValue record, WriteMark mark) {
        return RecordForm.writeId(record.value()).equals(OptionalLong.of(mark.writeId()));
    }
}
