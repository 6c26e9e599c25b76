package io.fairlead.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTreeTest {
    private static Bytes key(int number) {
        return Bytes.utf8("key/" + Integer.toString(number, 7));
    }

    private static KeyIndex index(Bytes key) {
        return new KeyIndex(key.toByteArray());
    }

    private static List<Bytes> walk(KeyTree.Node root, Bytes from, Bytes to) {
        List<Bytes> keys = new ArrayList<>();
        KeyTree.walk(root, from.toByteArray(), to.isEmpty() ? null : to.toByteArray(), index -> {
            keys.add(Bytes.copyOf(index.key()));
            return true;
        });
        return keys;
    }

    private static List<Bytes> all(KeyTree.Node root) {
        return walk(root, Bytes.empty(), Bytes.empty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void tree_anyAddsAndRemoves_holdsWhatASortedMapHolds(long seed) {
        Random random = new Random(seed);
        KeyTree tree = new KeyTree();
        TreeMap<Bytes, KeyIndex> model = new TreeMap<>();
        int keys = seed % 2 == 0 ? 300 : 5000;
        for (int step = 0; step < 20_000; step++) {
            Bytes key = key(random.nextInt(keys));
            KeyIndex known = model.get(key);
            assertThat(tree.get(key.toByteArray())).isSameAs(known);
            // Grows first, shrinks to nothing in the end.
            boolean adds = random.nextInt(20_000) > step;
            if (known == null && adds) {
                KeyIndex added = index(key);
                tree.add(added);
                model.put(key, added);
            } else if (known != null && !adds) {
                tree.remove(known);
                model.remove(key);
            }
            if (step % 500 == 0) {
                tree.publish();
            }
            if (step % 1000 == 0) {
                assertThat(all(tree.root())).containsExactlyElementsOf(model.keySet());
                Bytes from = key(random.nextInt(keys));
                Bytes to = key(random.nextInt(keys));
                if (from.compareTo(to) < 0) {
                    assertThat(walk(tree.root(), from, to))
                            .containsExactlyElementsOf(model.subMap(from, to).keySet());
                }
                assertThat(walk(tree.root(), from, Bytes.empty()))
                        .containsExactlyElementsOf(model.tailMap(from).keySet());
            }
            assertThat(tree.size()).isEqualTo(model.size());
        }
    }

    @Test
    void publishedRoot_laterEdits_doNotChangeIt() {
        Random random = new Random(5);
        KeyTree tree = new KeyTree();
        TreeMap<Bytes, KeyIndex> model = new TreeMap<>();
        List<KeyTree.Node> roots = new ArrayList<>();
        List<List<Bytes>> expected = new ArrayList<>();
        for (int turn = 0; turn < 60; turn++) {
            for (int i = 0; i < 40; i++) {
                Bytes key = key(random.nextInt(1000));
                KeyIndex known = model.remove(key);
                if (known == null) {
                    KeyIndex added = index(key);
                    model.put(key, added);
                    tree.add(added);
                } else {
                    tree.remove(known);
                }
            }
            roots.add(tree.publish());
            expected.add(List.copyOf(model.keySet()));
        }
        for (int i = 0; i < roots.size(); i++) {
            assertThat(all(roots.get(i))).as("turn %d", i).isEqualTo(expected.get(i));
        }
    }

    @Test
    void keysInOrder_addedUpwardsAndDownwards_areAllFound() {
        KeyTree up = new KeyTree();
        KeyTree down = new KeyTree();
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            keys.add(Bytes.utf8(String.format("%06d", i)));
        }
        keys.forEach(key -> up.add(index(key)));
        for (int i = keys.size() - 1; i >= 0; i--) {
            down.add(index(keys.get(i)));
        }
        assertThat(all(up.root())).isEqualTo(keys);
        assertThat(all(down.root())).isEqualTo(keys);
    }

    @Test
    void walk_visitorHasEnough_stops() {
        KeyTree tree = new KeyTree();
        for (int i = 0; i < 500; i++) {
            tree.add(index(Bytes.utf8(String.format("%03d", i))));
        }
        List<KeyIndex> some = new ArrayList<>();
        boolean whole = tree.walk(new byte[0], null, index -> some.add(index) && some.size() < 100);
        assertThat(whole).isFalse();
        assertThat(some).hasSize(100);
    }

    @Test
    void add_keyThatIsThere_isOurMistake() {
        KeyTree tree = new KeyTree();
        tree.add(index(key(1)));
        assertThatThrownBy(() -> tree.add(index(key(1)))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> tree.remove(index(key(2)))).isInstanceOf(InvariantViolation.class);
    }
}
