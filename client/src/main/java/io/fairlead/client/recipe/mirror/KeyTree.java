package io.fairlead.client.recipe.mirror;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map from keys to entries, as a balanced tree: a change copies the way from the root to the key and shares
 * everything else, so that old views cost little and are never torn.
 */
final class KeyTree {
    static final KeyTree EMPTY = new KeyTree(null);

    /** The heights of the two sides differ by one at most. */
    private record Node(
            KeyValue entry, @Nullable Node left, @Nullable Node right, int height, int size) {
        static Node of(@Nullable Node left, KeyValue entry, @Nullable Node right) {
            return new Node(
                    entry,
                    left,
                    right,
                    1 + Math.max(heightOf(left), heightOf(right)),
                    1 + sizeOf(left) + sizeOf(right));
        }
    }

    private final @Nullable Node root;

    private KeyTree(@Nullable Node root) {
        this.root = root;
    }

    /** Of entries in ascending order of their keys. */
    static KeyTree of(List<KeyValue> ascending) {
        return new KeyTree(build(ascending));
    }

    int size() {
        return sizeOf(root);
    }

    /** Levels from the root down. */
    int height() {
        return heightOf(root);
    }

    Optional<KeyValue> get(Bytes key) {
        Node at = root;
        while (at != null) {
            int order = key.compareTo(at.entry.key());
            if (order == 0) {
                return Optional.of(at.entry);
            }
            at = order < 0 ? at.left : at.right;
        }
        return Optional.empty();
    }

    /** With this entry, in place of the one of the same key. */
    KeyTree with(KeyValue entry) {
        return new KeyTree(with(root, entry));
    }

    /** Without this key. */
    KeyTree without(Bytes key) {
        return new KeyTree(without(root, key));
    }

    /** Gives the entries of a range in ascending order. */
    void forEach(KeyRange range, Consumer<? super KeyValue> receiver) {
        forEach(root, range, receiver);
    }

    private static @Nullable Node build(List<KeyValue> ascending) {
        if (ascending.isEmpty()) {
            return null;
        }
        int middle = ascending.size() / 2;
        return Node.of(
                build(ascending.subList(0, middle)),
                ascending.get(middle),
                build(ascending.subList(middle + 1, ascending.size())));
    }

    private static Node with(@Nullable Node at, KeyValue entry) {
        if (at == null) {
            return Node.of(null, entry, null);
        }
        int order = entry.key().compareTo(at.entry.key());
        if (order == 0) {
            return Node.of(at.left, entry, at.right);
        }
        return order < 0
                ? balanced(with(at.left, entry), at.entry, at.right)
                : balanced(at.left, at.entry, with(at.right, entry));
    }

    private static @Nullable Node without(@Nullable Node at, Bytes key) {
        if (at == null) {
            return null;
        }
        int order = key.compareTo(at.entry.key());
        if (order < 0) {
            return balanced(without(at.left, key), at.entry, at.right);
        }
        if (order > 0) {
            return balanced(at.left, at.entry, without(at.right, key));
        }
        if (at.left == null || at.right == null) {
            return at.left == null ? at.right : at.left;
        }
        KeyValue next = first(at.right);
        return balanced(at.left, next, without(at.right, next.key()));
    }

    private static KeyValue first(Node at) {
        Node first = at;
        while (first.left != null) {
            first = first.left;
        }
        return first.entry;
    }

    /** Joins sides whose heights differ by two at most. */
    private static Node balanced(@Nullable Node left, KeyValue entry, @Nullable Node right) {
        int lean = heightOf(left) - heightOf(right);
        if (lean > 1 && left != null) {
            return heightOf(left.left) >= heightOf(left.right) || left.right == null
                    ? Node.of(left.left, left.entry, Node.of(left.right, entry, right))
                    : Node.of(
                            Node.of(left.left, left.entry, left.right.left),
                            left.right.entry,
                            Node.of(left.right.right, entry, right));
        }
        if (lean < -1 && right != null) {
            return heightOf(right.right) >= heightOf(right.left) || right.left == null
                    ? Node.of(Node.of(left, entry, right.left), right.entry, right.right)
                    : Node.of(
                            Node.of(left, entry, right.left.left),
                            right.left.entry,
                            Node.of(right.left.right, right.entry, right.right));
        }
        return Node.of(left, entry, right);
    }

    private static void forEach(@Nullable Node at, KeyRange range, Consumer<? super KeyValue> receiver) {
        if (at == null) {
            return;
        }
        Bytes key = at.entry.key();
        if (key.compareTo(range.key()) > 0) {
            forEach(at.left, range, receiver);
        }
        if (range.contains(key)) {
            receiver.accept(at.entry);
        }
        boolean mayGoOn = range.isOpenEnded() || (!range.isSingle() && key.compareTo(range.end()) < 0);
        if (mayGoOn || key.compareTo(range.key()) < 0) {
            forEach(at.right, range, receiver);
        }
    }

    private static int heightOf(@Nullable Node node) {
        return node == null ? 0 : node.height;
    }

    private static int sizeOf(@Nullable Node node) {
        return node == null ? 0 : node.size;
    }
}
