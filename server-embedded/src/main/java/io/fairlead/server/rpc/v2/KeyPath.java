package io.fairlead.server.rpc.v2;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A path of the keys API.
 *
 * @param text absolute and clean: no empty part, no dots, no slash at the end; the root is {@code /}
 */
record KeyPath(String text) {
    private static final String ROOT = "/";

    /** Each parent costs a comparison and, on failure, a read; a transaction has 128 operations. */
    private static final int DEPTH_MAX = 60;

    /**
     * The path that a request names.
     *
     * @throws Refusal if it is deeper than a transaction can guard
     */
    static KeyPath parse(String raw) {
        String clean = clean(raw);
        if (depth(clean) > DEPTH_MAX) {
            throw KeyError.INVALID_FIELD.of("the path has more than " + DEPTH_MAX + " parts");
        }
        return new KeyPath(clean);
    }

    private static long depth(String path) {
        return path.chars().filter(c -> c == '/').count();
    }

    private static String clean(String raw) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : raw.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return ROOT + String.join(ROOT, parts);
    }

    /** Is {@code key} a path that can be seen: clean but for a slash at the end of a directory's own key, and not too deep? */
    static boolean isVisible(String key) {
        return depth(key) <= DEPTH_MAX
                && key.startsWith(ROOT)
                && (key.endsWith(ROOT) ? clean(key) + ROOT : clean(key)).equals(key);
    }

    boolean isRoot() {
        return text.equals(ROOT);
    }

    ByteString key() {
        return ByteString.copyFromUtf8(text);
    }

    /** The key that keeps a directory here although it may be empty; everything in the directory begins with it. */
    ByteString directoryKey() {
        return ByteString.copyFromUtf8(prefix());
    }

    /** Where the keys of the directory end. */
    ByteString directoryEnd() {
        String prefix = prefix();
        return ByteString.copyFromUtf8(prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1));
    }

    /** The first key that can be in the directory beside its own. */
    ByteString firstChildKey() {
        return directoryKey().concat(ByteString.copyFrom(new byte[1]));
    }

    String prefix() {
        return isRoot() ? ROOT : text + ROOT;
    }

    /** The parents, the topmost first; the root is no key and is none of them. */
    List<KeyPath> parents() {
        List<KeyPath> parents = new ArrayList<>();
        for (int slash = text.indexOf('/', 1); slash > 0; slash = text.indexOf('/', slash + 1)) {
            parents.add(new KeyPath(text.substring(0, slash)));
        }
        return parents;
    }

    KeyPath child(String name) {
        return new KeyPath(prefix() + name);
    }
}
