package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where the records of one cache stand, below the namespace of its manager:
 *
 * <pre>
 * name/c/cursor  how far a durable listener has come
 * name/d/key     an entry, in an {@link Envelope}
 * name/k         why the keys of this revision were deleted, see {@link RemovalMarker}
 * name/m         the record of the cache; its create revision is the incarnation
 * name/w/key     who loads, writes through or processes exclusively stands in line here
 * </pre>
 *
 * The name is percent-encoded, so that no cache stands within another. Entries, marker and record are neighbours: one watch
 * sees them all, and whole revisions of them.
 */
public record CacheKeys(String prefix) {
    /** The records of the cache of this name. */
    public static CacheKeys of(String cacheName) {
        return new CacheKeys(URLEncoder.encode(cacheName, StandardCharsets.UTF_8) + "/");
    }

    /** The record of the cache. */
    public Bytes record() {
        return Bytes.utf8(prefix + "m");
    }

    /** Why keys were deleted. */
    public Bytes marker() {
        return Bytes.utf8(prefix + "k");
    }

    /** Where the entry of this key stands. */
    public Bytes entry(Bytes key) {
        return Bytes.utf8(prefix + "d/").concat(key);
    }

    /** The key of the entry that stands here. */
    public Bytes keyOf(Bytes entry) {
        return entry.slice(Bytes.utf8(prefix + "d/").size(), entry.size());
    }

    /** All entries. */
    public KeyRange entries() {
        return KeyRange.prefix(Bytes.utf8(prefix + "d/"));
    }

    /** Entries, marker and record: what a watch of the cache watches. */
    public KeyRange watched() {
        return KeyRange.between(Bytes.utf8(prefix + "d/"), Bytes.utf8(prefix + "n"));
    }

    /** Everything of the cache. */
    public KeyRange all() {
        return KeyRange.prefix(Bytes.utf8(prefix));
    }

    /** How far the durable listener of this name has come. */
    public Bytes cursor(String name) {
        return Bytes.utf8(prefix + "c/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    }
}
