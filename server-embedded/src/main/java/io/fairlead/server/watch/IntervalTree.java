package io.fairlead.server.watch;

import io.fairlead.api.Bytes;
import io.fairlead.server.mvcc.KeySpan;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watchers by key interval: finds those whose interval contains a key in time that grows with how many there are, not with how
 * many intervals do not. Watchers of the same interval share a node.
 *
 * <p>A treap ordered by the beginning and then the end of the intervals, each node knowing the furthest end below it. Its
 * priorities are mixed from a counter, so that the same calls make the same tree.
 */
final class IntervalTree {
    private @Nullable Node root;
    private int nodes;

    private static final class Node {
        private final Bytes from;
        /** Null for no end. */
        private final @Nullable Bytes to;

        private final int priority;
        private final Set<Watcher> watchers = new LinkedHashSet<>();
        private @Nullable Node left;
        private @Nullable Node right;

        /** The largest end in this subtree; null for no end. */
        private @Nullable Bytes furthest;

        Node(Bytes from, @Nullable Bytes to, int priority) {
            this.from = from;
            this.to = to;
            this.priority = priority;
            this.furthest = to;
        }

        void refresh() {
            Bytes most = to;
            if (left != null) {
                most = later(most, left.furthest);
            }
            if (right != null) {
                most = later(most, right.furthest);
            }
            furthest = most;
        }
    }

    void add(Watcher watcher) {
        KeySpan span = watcher.span();
        Bytes to = span.to().orElse(null);
        Node found = find(span.from(), to);
        if (found == null) {
            found = new Node(span.from(), to, mix(++nodes));
            root = insert(root, found);
        }
        found.watchers.add(watcher);
    }

    void remove(Watcher watcher) {
        KeySpan span = watcher.span();
        Bytes to = span.to().orElse(null);
        Node found = find(span.from(), to);
        if (found != null && found.watchers.remove(watcher) && found.watchers.isEmpty()) {
            root = delete(root, found);
        }
    }

    boolean isEmpty() {
        return root == null;
    }

    /** Shows every watcher whose interval contains {@code key}, in an order that the calls before it decide. */
    void visit(Bytes key, Consumer<Watcher> visitor) {
        visit(root, key, visitor);
    }

    private static void visit(@Nullable Node node, Bytes key, Consumer<Watcher> visitor) {
        if (node == null || !isBefore(key, node.furthest)) {
            return;
        }
        visit(node.left, key, visitor);
        if (node.from.compareTo(key) > 0) {
            return;
        }
        if (isBefore(key, node.to)) {
            node.watchers.forEach(visitor);
        }
        visit(node.right, key, visitor);
    }

    private @Nullable Node find(Bytes from, @Nullable Bytes to) {
        Node node = root;
        while (node != null) {
            int order = compare(from, to, node);
            if (order == 0) {
                return node;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    private static Node insert(@Nullable Node node, Node added) {
        if (node == null) {
            return added;
        }
        Node top = node;
        if (compare(added.from, added.to, node) < 0) {
            Node left = insert(node.left, added);
            node.left = left;
            if (left.priority > node.priority) {
                top = rotateRight(node, left);
            }
        } else {
            Node right = insert(node.right, added);
            node.right = right;
            if (right.priority > node.priority) {
                top = rotateLeft(node, right);
            }
        }
        top.refresh();
        return top;
    }

    private static @Nullable Node delete(@Nullable Node node, Node gone) {
        if (node == null) {
            return null;
        }
        if (node == gone) {
            return merge(node.left, node.right);
        }
        if (compare(gone.from, gone.to, node) < 0) {
            node.left = delete(node.left, gone);
        } else {
            node.right = delete(node.right, gone);
        }
        node.refresh();
        return node;
    }

    private static @Nullable Node merge(@Nullable Node low, @Nullable Node high) {
        if (low == null) {
            return high;
        }
        if (high == null) {
            return low;
        }
        Node top;
        if (low.priority > high.priority) {
            low.right = merge(low.right, high);
            top = low;
        } else {
            high.left = merge(low, high.left);
            top = high;
        }
        top.refresh();
        return top;
    }

    private static Node rotateRight(Node node, Node left) {
        node.left = left.right;
        left.right = node;
        node.refresh();
        return left;
    }

    private static Node rotateLeft(Node node, Node right) {
        node.right = right.left;
        right.left = node;
        node.refresh();
        return right;
    }

    private static int compare(Bytes from, @Nullable Bytes to, Node node) {
        int order = from.compareTo(node.from);
        if (order != 0) {
            return order;
        }
        if (to == null || node.to == null) {
            return Boolean.compare(to == null, node.to == null);
        }
        return to.compareTo(node.to);
    }

    private static boolean isBefore(Bytes key, @Nullable Bytes end) {
        return end == null || key.compareTo(end) < 0;
    }

    private static @Nullable Bytes later(@Nullable Bytes a, @Nullable Bytes b) {
        if (a == null || b == null) {
            return null;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Spreads a counter over all ints, as hash functions do in their last step. */
    private static int mix(int count) {
        int mixed = count * 0x9E3779B9;
        mixed = (mixed ^ (mixed >>> 16)) * 0x85EBCA6B;
        return mixed ^ (mixed >>> 13);
    }
}
