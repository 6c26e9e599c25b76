package io.fairlead.client.recipe.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTreeTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void tree_randomChanges_isAsASortedMapAndBalanced(long seed) {
        Random random = new Random(seed);
        TreeMap<Bytes, KeyValue> model = new TreeMap<>();
        KeyTree tree = KeyTree.EMPTY;
        for (int i = 0; i < 2_000; i++) {
            Bytes key = key(random.nextInt(300));
            if (random.nextInt(3) == 0) {
                model.remove(key);
                tree = tree.without(key);
            } else {
                KeyValue entry = entry(key, i);
                model.put(key, entry);
                tree = tree.with(entry);
            }
            assertThat(tree.size()).isEqualTo(model.size());
            assertThat(tree.height()).isLessThanOrEqualTo(mostLevels(tree.size()));
        }
        assertThat(entries(tree, KeyRange.all())).isEqualTo(List.copyOf(model.values()));
        for (int i = 0; i < 300; i++) {
            assertThat(tree.get(key(i)).orElse(null)).isEqualTo(model.get(key(i)));
        }
    }

    @Test
    void tree_oldVersions_stayAsTheyWere() {
        KeyTree first = KeyTree.of(List.of(entry(key(1), 1), entry(key(2), 1)));
        KeyTree second = first.with(entry(key(2), 2)).without(key(1)).with(entry(key(3), 2));
        assertThat(entries(first, KeyRange.all())).containsExactly(entry(key(1), 1), entry(key(2), 1));
        assertThat(entries(second, KeyRange.all())).containsExactly(entry(key(2), 2), entry(key(3), 2));
    }

    @Test
    void ranges_ofEveryKind_giveWhatLiesInThem() {
        List<KeyValue> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(entry(key(i), 1));
        }
        KeyTree tree = KeyTree.of(all);
        assertThat(tree.height()).isEqualTo(6);
        for (KeyRange range : List.of(
                KeyRange.all(),
                KeyRange.single(key(7)),
                KeyRange.single("absent"),
                KeyRange.prefix("k01"),
                KeyRange.from(key(33)),
                KeyRange.between(key(10), key(20)),
                KeyRange.between(key(20), key(10)))) {
            assertThat(entries(tree, range))
                    .isEqualTo(all.stream()
                            .filter(entry -> range.contains(entry.key()))
                            .toList());
        }
    }

    /** What a tree whose sides differ by one level at most can have. */
    private static int mostLevels(int size) {
        return (int) Math.ceil(1.45 * Math.log(size + 2.0) / Math.log(2));
    }

    private static List<KeyValue> entries(KeyTree tree, KeyRange range) {
        List<KeyValue> entries = new ArrayList<>();
        tree.forEach(range, entries::add);
        return entries;
    }

    private static Bytes key(int number) {
        return Bytes.utf8(String.format("k%03d", number));
    }

    private static KeyValue entry(Bytes key, long revision) {
        return new KeyValue(key, Bytes.decimal(revision), 1, revision, 1, 0);
    }
}
