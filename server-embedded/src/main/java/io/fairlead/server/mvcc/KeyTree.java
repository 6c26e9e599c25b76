package io.fairlead.server.mvcc;

import io.fairlead.server.check.Invariant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All keys in order: a B+ tree whose published roots never change.
 *
 * <p>The apply loop edits; {@link #publish()} freezes what is there. The first edit of a node after that copies it, further
 * ones change the copy, so a turn that adds many keys copies each node once. Readers walk a root they were given, without a
 * lock. Putting a key that exists does not touch the tree at all: its {@link KeyIndex} takes the new revision.
 *
 * <p>Refused: a skip list (150 bytes a key for nodes and links, slower at a million keys), a lock (a range read of a million
 * keys would hold up the apply loop). Nodes are merged with a neighbour when both are small, and never otherwise rebalanced.
 */
final class KeyTree {
    private static final int CAPACITY = 64;
    private static final int MERGED_MAX = CAPACITY * 3 / 4;
    private static final byte[] NO_KEY = new byte[0];

    /** Sees keys in ascending order. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to go on. */
        boolean visit(KeyIndex key);
    }

    /** A node: keys in a leaf, children in an inner node. */
    static final class Node {
        /** The turn in which the node may be changed in place. */
        private final long turn;

        /** Null in a leaf. */
        private final @Nullable Node @Nullable [] children;

        /** In an inner node, a lower bound of child i's keys above all keys of child i-1; the first one is unused. */
        private final byte[][] bounds;

        /** Empty in an inner node. */
        private final @Nullable KeyIndex[] keys;

        private int size;

        private Node(
                long turn, @Nullable Node @Nullable [] children, byte[][] bounds, @Nullable KeyIndex[] keys, int size) {
            this.turn = turn;
            this.children = children;
            this.bounds = bounds;
            this.keys = keys;
            this.size = size;
        }

        private static Node leaf(long turn) {
            return new Node(turn, null, new byte[0][], new KeyIndex[CAPACITY], 0);
        }

        private static Node inner(long turn) {
            return new Node(turn, new Node[CAPACITY], new byte[CAPACITY][], new KeyIndex[0], 0);
        }

        private boolean isLeaf() {
            return children == null;
        }

        private KeyIndex key(int position) {
            KeyIndex key = keys[position];
            if (key == null) {
                throw Invariant.unreachable("a leaf has the keys it counts");
            }
            return key;
        }

        private Node child(int position) {
            Node child = children == null ? null : children[position];
            if (child == null) {
                throw Invariant.unreachable("an inner node has the children it counts");
            }
            return child;
        }

        private void setChild(int position, Node child) {
            if (children != null) {
                children[position] = child;
            }
        }

        private byte[] lowest() {
            return isLeaf() ? key(0).key() : child(0).lowest();
        }
    }

    /** Edits are allowed in place on nodes of this turn. */
    private long turn;

    private Node root = Node.leaf(0);
    private long size;

    /** How many keys there are, dead ones that compaction did not reach yet included. */
    long size() {
        return size;
    }

    /** The tree as it is; later edits do not change what it shows, but for the revisions of its keys. */
    Node publish() {
        turn++;
        return root;
    }

    /** The root being edited; for the apply loop's own reads. */
    Node root() {
        return root;
    }

    @Nullable
    KeyIndex get(byte[] key) {
        return get(root, key);
    }

    static @Nullable KeyIndex get(Node root, byte[] key) {
        Node node = root;
        while (!node.isLeaf()) {
            node = node.child(childFor(node, key));
        }
        int position = search(node, key);
        return position >= 0 ? node.key(position) : null;
    }

    /** Shows the keys from {@code from} on, up to but not including {@code to} (null: to the end); false if stopped. */
    boolean walk(byte[] from, byte @Nullable [] to, Visitor visitor) {
        return walk(root, from, to, visitor);
    }

    static boolean walk(Node node, byte[] from, byte @Nullable [] to, Visitor visitor) {
        if (node.isLeaf()) {
            int found = search(node, from);
            for (int i = found >= 0 ? found : -found - 1; i < node.size; i++) {
                KeyIndex key = node.key(i);
                if ((to != null && Arrays.compareUnsigned(key.key(), to) >= 0) || !visitor.visit(key)) {
                    return false;
                }
            }
            return true;
        }
        int first = childFor(node, from);
        for (int i = first; i < node.size; i++) {
            if (i > first && to != null && Arrays.compareUnsigned(node.bounds[i], to) >= 0) {
                return false;
            }
            if (!walk(node.child(i), i == first ? from : NO_KEY, to, visitor)) {
                return false;
            }
        }
        return true;
    }

    /** Adds a key that is not there. */
    void add(KeyIndex key) {
        Node edited = editable(root);
        Node split = add(edited, key);
        if (split == null) {
            root = edited;
        } else {
            Node grown = Node.inner(turn);
            insertChild(grown, 0, NO_KEY, edited);
            insertChild(grown, 1, split.lowest(), split);
            root = grown;
        }
        size++;
    }

    /** Adds below an editable node; returns what had to be split off to its right. */
    private @Nullable Node add(Node node, KeyIndex key) {
        if (node.isLeaf()) {
            int found = search(node, key.key());
            Invariant.check(found < 0, "a key is added once");
            int position = -found - 1;
            if (node.size < CAPACITY) {
                insertKey(node, position, key);
                return null;
            }
            Node right = splitOff(node, position);
            if (position <= node.size && position < CAPACITY && right.size > 0) {
                insertKey(node, position, key);
            } else {
                insertKey(right, position - node.size, key);
            }
            return right;
        }
        int at = childFor(node, key.key());
        Node child = editable(node.child(at));
        node.setChild(at, child);
        Node split = add(child, key);
        if (split == null) {
            return null;
        }
        byte[] bound = split.lowest();
        if (node.size < CAPACITY) {
            insertChild(node, at + 1, bound, split);
            return null;
        }
        Node right = splitOff(node, at + 1);
        if (at + 1 <= node.size && right.size > 0) {
            insertChild(node, at + 1, bound, split);
        } else {
            insertChild(right, at + 1 - node.size, bound, split);
        }
        return right;
    }

    /**
     * Moves the upper half of a full node to a new one; where the newcomer goes to the very end, nothing moves, so that
     * keys added in ascending order leave full nodes behind.
     */
    private Node splitOff(Node node, int position) {
        Node right = node.isLeaf() ? Node.leaf(turn) : Node.inner(turn);
        int from = position == CAPACITY ? CAPACITY : CAPACITY / 2;
        move(node, from, right);
        return right;
    }

    /** Removes a key that is there. */
    void remove(KeyIndex key) {
        Node edited = editable(root);
        remove(edited, key.key());
        root = edited;
        while (!root.isLeaf() && root.size == 1) {
            root = root.child(0);
        }
        size--;
    }

    private void remove(Node node, byte[] key) {
        if (node.isLeaf()) {
            int position = search(node, key);
            Invariant.check(position >= 0, "a key that is removed is there");
            System.arraycopy(node.keys, position + 1, node.keys, position, node.size - position - 1);
            node.keys[--node.size] = null;
            return;
        }
        int at = childFor(node, key);
        Node child = editable(node.child(at));
        node.setChild(at, child);
        remove(child, key);
        if (child.size == 0) {
            removeChild(node, at);
        } else if (child.size < CAPACITY / 4) {
            mergeIntoNeighbour(node, at);
        }
    }

    private void mergeIntoNeighbour(Node node, int at) {
        int left = at > 0 ? at - 1 : at;
        if (left + 1 >= node.size) {
            return;
        }
        Node into = node.child(left);
        Node from = node.child(left + 1);
        if (into.size + from.size > MERGED_MAX) {
            return;
        }
        Node merged = editable(into);
        Node moved = editable(from);
        if (!moved.isLeaf()) {
            moved.bounds[0] = node.bounds[left + 1];
        }
        move(moved, 0, merged);
        node.setChild(left, merged);
        removeChild(node, left + 1);
    }

    private static void move(Node from, int position, Node to) {
        int moved = from.size - position;
        if (from.children == null) {
            System.arraycopy(from.keys, position, to.keys, to.size, moved);
            Arrays.fill(from.keys, position, from.size, null);
        } else if (to.children != null) {
            System.arraycopy(from.children, position, to.children, to.size, moved);
            System.arraycopy(from.bounds, position, to.bounds, to.size, moved);
            Arrays.fill(from.children, position, from.size, null);
        }
        to.size += moved;
        from.size = position;
    }

    private static void insertKey(Node leaf, int position, KeyIndex key) {
        System.arraycopy(leaf.keys, position, leaf.keys, position + 1, leaf.size - position);
        leaf.keys[position] = key;
        leaf.size++;
    }

    private static void insertChild(Node node, int position, byte[] bound, Node child) {
        if (node.children != null) {
            System.arraycopy(node.children, position, node.children, position + 1, node.size - position);
            System.arraycopy(node.bounds, position, node.bounds, position + 1, node.size - position);
            node.children[position] = child;
            node.bounds[position] = bound;
            node.size++;
        }
    }

    private static void removeChild(Node node, int position) {
        if (node.children != null) {
            int after = node.size - position - 1;
            System.arraycopy(node.children, position + 1, node.children, position, after);
            System.arraycopy(node.bounds, position + 1, node.bounds, position, after);
            node.children[--node.size] = null;
        }
    }

    private Node editable(Node node) {
        if (node.turn == turn) {
            return node;
        }
        return new Node(
                turn,
                node.children == null ? null : node.children.clone(),
                node.bounds.clone(),
                node.keys.clone(),
                node.size);
    }

    /** The child whose keys may include {@code key}. */
    private static int childFor(Node node, byte[] key) {
        int low = 1;
        int high = node.size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(node.bounds[middle], key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** Position of {@code key} in a leaf, or -(where it would be) - 1. */
    private static int search(Node leaf, byte[] key) {
        int low = 0;
        int high = leaf.size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(leaf.key(middle).key(), key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
