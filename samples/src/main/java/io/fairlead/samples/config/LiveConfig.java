package io.fairlead.samples.config;

import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.cluster.ClusterMember;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.watch.CompactionPolicy;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of an application, as they stand in the store: whoever asks sees the newest, and always a whole revision, never
 * one half of a change.
 */
public final class LiveConfig implements AutoCloseable {
    private static final String SHOP = "config/shop/";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String prefix;
    private final WatchHandle watch;

    /** Replaced as a whole with every revision. */
    private volatile Map<String, String> settings;

    /** Reads what stands below {@code prefix}, and follows it from the revision of that read on. */
    public LiveConfig(FairleadClient client, String prefix) {
        this.prefix = prefix;
        KeyRange range = KeyRange.prefix(prefix);
        RangeResult now = client.kv().get(range);
        SortedMap<String, String> read = new TreeMap<>();
        for (KeyValue entry : now.entries()) {
            read.put(name(entry), entry.value().toUtf8());
        }
        settings = Collections.unmodifiableSortedMap(read);
        // RESYNC: should we fall so far behind that history is gone, we are told the difference instead.
        WatchOptions options = WatchOptions.after(now.revision()).onCompacted(CompactionPolicy.RESYNC);
        watch = client.watches().watch(range, options, this::apply);
    }

    /** The settings now, by name. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Waits until the settings are at least as new as {@code revision}: that of a write one wants to see. */
    public void awaitRevision(long revision) {
        watch.awaitRevision(revision, PATIENCE);
    }

    private void apply(WatchBatch changes) {
        SortedMap<String, String> next = new TreeMap<>(settings);
        for (WatchEvent change : changes.events()) {
            switch (change.kind()) {
                case CREATED, UPDATED ->
                    next.put(name(change.entry()), change.value().toUtf8());
                case DELETED -> next.remove(name(change.entry()));
            }
        }
        settings = Collections.unmodifiableSortedMap(next);
    }

    private String name(KeyValue entry) {
        return entry.key().toUtf8().substring(prefix.length());
    }

    @Override
    public void close() {
        watch.close();
    }

    /** Runs the sample against the endpoints given as arguments. */
    public static void main(String[] args) {
        try (FairleadClient client = FairleadClient.connect(args)) {
            run(client, System.out, () -> moveLeader(client));
        }
    }

    static void run(FairleadClient client, PrintStream out, Runnable leaderChange) {
        Kv kv = client.kv();
        kv.delete(KeyRange.prefix(SHOP));
        kv.put(SHOP + "currency", "EUR");
        try (LiveConfig config = new LiveConfig(client, SHOP)) {
            out.println("the shop opens with " + config.settings());

            PutResult discount = kv.put(SHOP + "discount", "5");
            config.awaitRevision(discount.revision());
            out.println("now it has " + config.settings());

            leaderChange.run();

            // One transaction is one revision: nobody ever sees the old discount with the new currency.
            TxnResult both = kv.txn()
                    .then(Op.put(SHOP + "currency", "USD"), Op.delete(SHOP + "discount"))
                    .commit();
            config.awaitRevision(both.revision());
            out.println("under another leader it has " + config.settings());
        }
    }

    /** Makes another member the leader, where there is one. */
    static void moveLeader(FairleadClient client) {
        long leader = client.maintenance().status(client.endpoints().get(0)).leader();
        client.cluster().members().members().stream()
                .filter(member -> !member.learner() && member.id() != leader)
                .mapToLong(ClusterMember::id)
                .findFirst()
                .ifPresent(client.maintenance()::moveLeader);
    }
}
