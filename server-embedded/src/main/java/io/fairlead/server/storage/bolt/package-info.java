/**
 * The file format of bbolt, the database etcd keeps its state in: written as a stream, read with every rule checked.
 *
 * <p>May touch: {@code storage.disk}, to read. Runs on its callers' threads; nothing here is shared between threads. Knows
 * nothing of etcd: names and contents of buckets are the callers'.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>Writing holds one leaf and one branch a level in memory, whatever the size of the database; its first pass, which only
 *       counts, and its second take the same steps, so the size is known before the first byte goes out.
 *   <li>Reading ends: each page is visited once at most, and no element shares bytes with another, so no file makes more work
 *       than its size. What breaks a rule is a {@link io.fairlead.server.storage.bolt.DamagedBoltException} that names the page.
 * </ul>
 *
 * <h2>The format</h2>
 *
 * <p>Integers are little-endian. A file is pages of one size; pages 0 and 1 are metas, of which the valid one with the higher
 * transaction counts. Page: number (8), flags (2; 1 branch, 2 leaf, 4 meta, 16 free list), count of elements (2), how many pages
 * more belong to it (4). Meta: magic, version, page size, flags (4 each), root page, sequence, page of the free list, pages in
 * use, transaction, FNV-1a of the fields before (8 each).
 *
 * <pre>
 * leaf element      flags (4; 1: the value is a bucket), distance to the key (4), key size (4), value size (4)
 * branch element    distance to the key (4), key size (4), child's page (8)
 * bucket            root page (8), sequence (8); root page 0: a whole leaf page follows in its place
 * </pre>
 *
 * <p>Distances count from the element's own start; keys and values follow the elements, in their order. A tree's branch key is
 * the first key of its child. We never write a free list: readers then take the pages they do not reach for free, and there are
 * none. Source: files written by etcd 3.5 and 3.6, and what its tools refuse.
 */
@NullMarked
package io.fairlead.server.storage.bolt;

import org.jspecify.annotations.NullMarked;
