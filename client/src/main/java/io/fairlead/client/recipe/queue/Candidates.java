package io.fairlead.client.recipe.queue;

import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The first item nobody has claimed, at one revision.
 *
 * @param first the item and how often it was delivered, if there is one
 * @param revision of the look
 */
record Candidates(Optional<Candidate> first, long revision) {
    /** Items looked at before it is known how many are claimed. */
    private static final int FEW = 16;

    /**
     * An item that may be claimed.
     *
     * @param delivered its count of deliveries, if it was delivered before
     */
    record Candidate(String place, KeyValue item, Optional<KeyValue> delivered) {}

    /**
     * Looks; a second time if all of the first items are claimed, since of claims there are as many as workers, and of items
     * more.
     */
    static Candidates look(Kv kv, QueueKeys keys) {
        TxnResult found = read(kv, keys, FEW);
        Candidates few = of(found, keys);
        if (few.first().isPresent() || !found.get(0).more()) {
            return few;
        }
        return of(read(kv, keys, found.get(1).count() + FEW), keys);
    }

    private static TxnResult read(Kv kv, QueueKeys keys, long items) {
        return kv.commit(new Txn(
                List.of(),
                List.of(
                        Op.get(keys.items(), ReadOptions.defaults().limit(items)),
                        Op.get(keys.claims(), ReadOptions.defaults().withKeysOnly()),
                        Op.get(keys.deliveries())),
                List.of()));
    }

    private static Candidates of(TxnResult found, QueueKeys keys) {
        Set<String> claimed = new HashSet<>();
        found.get(1).entries().forEach(claim -> claimed.add(QueueKeys.placeOf(keys.claims(), claim.key())));
        Map<String, KeyValue> delivered = new HashMap<>();
        found.get(2)
                .entries()
                .forEach(count -> delivered.put(QueueKeys.placeOf(keys.deliveries(), count.key()), count));
        for (KeyValue item : found.get(0).entries()) {
            String place = QueueKeys.placeOf(keys.items(), item.key());
            if (!claimed.contains(place)) {
                Candidate first = new Candidate(place, item, Optional.ofNullable(delivered.get(place)));
                return new Candidates(Optional.of(first), found.revision());
            }
        }
        return new Candidates(Optional.empty(), found.revision());
    }
}
