package io.fairlead.client.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private static KeyValue entry(String key, long created, long modified) {
        return new KeyValue(Bytes.utf8(key), Bytes.utf8("at " + modified), created, modified, 1, 0);
    }

    private static WatchBatch put(KeyValue entry) {
        return new WatchBatch(
                WatchBatch.Kind.EVENTS,
                entry.modRevision(),
                List.of(new WatchEvent(WatchEvent.Kind.UPDATED, entry, Optional.empty())));
    }

    private static WatchBatch delete(String key, long revision) {
        KeyValue tombstone = new KeyValue(Bytes.utf8(key), Bytes.empty(), 0, revision, 0, 0);
        return new WatchBatch(
                WatchBatch.Kind.EVENTS,
                revision,
                List.of(new WatchEvent(WatchEvent.Kind.DELETED, tombstone, Optional.empty())));
    }

    private static List<String> words(WatchBatch batch) {
        return batch.events().stream()
                .map(event -> event.kind() + " " + event.key().toUtf8() + " " + event.revision())
                .toList();
    }

    @Test
    void difference_isWhatChangedInOrderOfRevisions() {
        KnownKeys known = new KnownKeys(false);
        known.learn(List.of(entry("changed", 2, 2), entry("gone", 3, 3), entry("same", 4, 4)));
        known.learntAll();
        WatchBatch batch =
                known.changesTo(List.of(entry("changed", 2, 9), entry("new", 8, 8), entry("same", 4, 4)), 10);
        assertThat(batch.kind()).isEqualTo(WatchBatch.Kind.RESYNC);
        assertThat(words(batch)).containsExactly("CREATED new 8", "UPDATED changed 9", "DELETED gone 10");
        assertThat(batch.events()).allMatch(event -> event.previous().isEmpty());
    }

    @Test
    void keysThatChangeDuringTheFirstRead_areNotTakenBack() {
        KnownKeys known = new KnownKeys(true);
        known.apply(delete("deleted", 6));
        known.apply(put(entry("written", 2, 7)));
        known.learn(List.of(entry("deleted", 2, 2), entry("written", 2, 2)));
        known.learntAll();
        assertThat(known.changesTo(List.of(entry("written", 2, 7)), 9).events()).isEmpty();
    }

    @Test
    void unknownKeys_giveTheWholeRange() {
        KnownKeys known = new KnownKeys(false);
        known.learn(List.of(entry("a", 2, 2)));
        WatchBatch batch = known.changesTo(List.of(entry("a", 2, 2), entry("b", 3, 3)), 9);
        assertThat(batch.kind()).isEqualTo(WatchBatch.Kind.SNAPSHOT);
        assertThat(words(batch)).containsExactly("CREATED a 2", "CREATED b 3");
    }

    @Test
    void previousValues_areKeptWhereTheyAreAskedForAlone() {
        KnownKeys with = new KnownKeys(true);
        with.learn(List.of(entry("a", 2, 2)));
        with.learntAll();
        assertThat(with.changesTo(List.of(), 9).events().get(0).previous()).contains(entry("a", 2, 2));
        KnownKeys without = new KnownKeys(false);
        without.learn(List.of(entry("a", 2, 2)));
        without.learntAll();
        assertThat(without.changesTo(List.of(), 9).events().get(0).previous()).isEmpty();
    }

    /** Whoever follows the batches, differences among them, holds what the store holds. */
    @Test
    void follower_throughEventsAndDifferences_holdsTheStore() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, KeyValue> store = new TreeMap<>();
            Map<String, KeyValue> follower = new TreeMap<>();
            KnownKeys known = new KnownKeys(true);
            known.learntAll();
            boolean away = false;
            for (long revision = 2; revision < 60; revision++) {
                String key = "k" + random.nextInt(6);
                WatchBatch batch;
                if (store.containsKey(key) && random.nextInt(3) == 0) {
                    store.remove(key);
                    batch = delete(key, revision);
                } else {
                    KeyValue now =
                            entry(key, store.containsKey(key) ? store.get(key).createRevision() : revision, revision);
                    store.put(key, now);
                    batch = put(now);
                }
                if (!away) {
                    known.apply(batch);
                    follow(follower, batch);
                } else if (random.nextInt(4) == 0) {
                    List<KeyValue> snapshot = new ArrayList<>(store.values());
                    follow(follower, known.changesTo(snapshot, revision));
                    known.replace(snapshot);
                    away = false;
                }
                away = away || random.nextInt(10) == 0;
                if (!away) {
                    assertThat(follower)
                            .as("seed %s, revision %s", seed, revision)
                            .isEqualTo(store);
                }
            }
        }
    }

    private static void follow(Map<String, KeyValue> follower, WatchBatch batch) {
        for (WatchEvent event : batch.events()) {
            if (event.kind() == WatchEvent.Kind.DELETED) {
                follower.remove(event.key().toUtf8());
            } else {
                follower.put(event.key().toUtf8(), event.entry());
            }
        }
    }
}
