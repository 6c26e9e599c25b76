package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.ConflictException;
import io.fairlead.api.error.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One change of several entries: looked at, decided, and committed in as few transactions as there must be. For one thread. */
final class BulkUpdate<R> {
    private final ClusterAccess cluster;
    private final EntryReads reads;
    private final EntryTxns txns;
    private final boolean atomic;
    private final Decider<R> decider;
    private final Map<Bytes, Committed<R>> committed = new LinkedHashMap<>();

    /** @param atomic refuse what does not fit into one transaction */
    BulkUpdate(ClusterAccess cluster, EntryReads reads, EntryTxns txns, boolean atomic, Decider<R> decider) {
        this.cluster = cluster;
        this.reads = reads;
        this.txns = txns;
        this.atomic = atomic;
        this.decider = decider;
    }

    Map<Bytes, Committed<R>> run(Collection<Bytes> keys) {
        List<Bytes> list = List.copyOf(new LinkedHashSet<>(keys));
        if (atomic && list.size() > EntryTxns.KEYS_MAX) {
            throw tooMuch();
        }
        for (int from = 0; from < list.size(); from += EntryTxns.KEYS_MAX) {
            change(reads.getAll(list.subList(from, Math.min(list.size(), from + EntryTxns.KEYS_MAX)))
                    .entries());
        }
        return committed;
    }

    private static IllegalArgumentException tooMuch() {
        return new IllegalArgumentException("so many entries do not fit into one transaction of the cluster; at most "
                + EntryTxns.KEYS_MAX + " do, and about a megabyte in all");
    }

    /** Changes these, as long as others are faster again; in halves, where they do not fit. */
    private void change(List<StoredEntry> assumed) {
        CallTime time = cluster.begin();
        List<StoredEntry> current = assumed;
        for (int lost = 1; ; lost++) {
            List<Decider.Decision<R>> decisions =
                    current.stream().map(decider::decide).toList();
            List<EntryTxns.Wanted> wanted = wanted(current, decisions);
            if (!EntryTxns.fit(wanted) && wanted.size() > 1) {
                if (atomic) {
                    throw tooMuch();
                }
                change(current.subList(0, current.size() / 2));
                change(current.subList(current.size() / 2, current.size()));
                return;
            }
            EntryTxns.Result result = txns.commit(wanted, Optional.empty());
            if (result instanceof EntryTxns.Result.Done done) {
                note(done.revision(), wanted, decisions);
                return;
            }
            current = ((EntryTxns.Result.Stale) result).current();
            if (time.isOver()) {
                throw new ConflictException("entries of the cache were changed by others each of " + lost + " times");
            }
            cluster.giveWay(lost, Outcome.NOT_APPLIED);
        }
    }

    private List<EntryTxns.Wanted> wanted(List<StoredEntry> entries, List<Decider.Decision<R>> decisions) {
        List<EntryTxns.Wanted> wanted = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            wanted.add(new EntryTxns.Wanted(entries.get(i), decisions.get(i).effect()));
        }
        return wanted;
    }

    private void note(long revision, List<EntryTxns.Wanted> wanted, List<Decider.Decision<R>> decisions) {
        for (int i = 0; i < wanted.size(); i++) {
            EntryTxns.Wanted one = wanted.get(i);
            committed.put(
                    one.assumed().key(),
                    new Committed<>(
                            revision,
                            one.changes(),
                            one.assumed(),
                            decisions.get(i).result()));
        }
    }
}
