/**
 * Durable applied state: what the log made of a member so far. Revision records of keys, small ordered buckets, and up to
 * where the log is in them, become visible and durable together.
 *
 * <p>May touch: storage.disk, exec, failpoint. The apply loop writes ({@link io.fairlead.server.storage.backend.Batch},
 * {@code seal}, {@code drop}, {@code install}); the backend loop forces and cleans ({@link
 * io.fairlead.server.storage.backend.BackendLoop}); anybody reads what is sealed.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>A batch is seen whole or not at all, before a crash and after it.
 *   <li>The commit path never waits for the disk: durability of a write is the log's affair. The log is released only up to
 *       a forced mark.
 *   <li>What was forced is found again, or the start is refused with file and offset. Only bytes that were never forced are
 *       ever cut.
 *   <li>Every read checks the record's checksum.
 * </ul>
 *
 * <h2>Files</h2>
 *
 * <pre>
 * root/manifest                          which directory and segments make up the state
 * root/state-N/SEQUENCE-REWRITE.seg      segments; N, SEQUENCE (16 digits) and REWRITE (8 digits) in hexadecimal
 * root/state-M/received                  a manifest: a whole state received from another member, not installed yet
 * </pre>
 *
 * <p>Integers are big-endian; CRC is CRC-32C.
 *
 * <p><b>Segment</b>: a head of 64 bytes (magic "FLSEGM01", cluster id, id of the member that wrote it, sequence, rewrite, 4
 * zero bytes, number of the first batch, base revision, 4 zero bytes, CRC of the 60 bytes before), then batches. A segment
 * that has reached its size (64 MiB) is closed: the next batch begins a new one.
 *
 * <p><b>Frame</b>: size of the payload (4), CRC of the payload (4), payload. The payload's first byte says what it is:
 *
 * <pre>
 * 1 put             main (8) sub (4) create revision (8) version (8) lease (8) key size (4) key value
 * 2 tombstone       main (8) sub (4) key
 * 3 bucket put      bucket (1) key size (4) key value
 * 4 bucket removal  bucket (1) key
 * 5 seal            flags (1) batch number (8) offset of the batch (8) records (4) index (8) term (8)
 *                   ConfState size (4) ConfState, CRC (4)
 * </pre>
 *
 * <p><b>Batch</b>: any number of records and one seal. The seal's CRC is over the identity of the file (cluster id, member id,
 * sequence, rewrite) and all bytes of the batch up to itself: a batch is never taken for one of another file or place. Batch
 * numbers are consecutive over all segments as they were written. Seal flag 1: the batch holds every bucket entry there is. The
 * first batch of each segment as written is such a checkpoint, so of the buckets only the last segment matters.
 *
 * <p><b>Rewritten segment</b> (rewrite above 0): what was left of one or several neighbouring segments; revision records alone,
 * in batches that all carry the number and mark of the last one they replace. A dropped tombstone is copied as long as an
 * earlier segment holds a dropped put: without it that put would look alive when the index is built again.
 *
 * <p><b>Manifest</b>: magic "FLMANI01", cluster id, member id, directory number, index and term, sizes of ConfState and list,
 * ConfState, then for each segment: writer's id (8), sequence (8), rewrite (4), durable bytes (8), closed (1); CRC of it all.
 * Written beside the old one, forced, renamed over it, directory forced. It is written by each force, after the segments; the
 * last segment it names may have grown since, and more may have been begun: they are found by sequence and taken if their first
 * batch number follows.
 *
 * <p><b>Stream</b> (a snapshot for another member): magic "FLSTAT01", cluster id, sender's id, index, term, number of segments,
 * size of ConfState, ConfState, for each segment writer's id, sequence, rewrite and size; CRC of it all; then the bytes of the
 * segments. Since segments only grow, that is the prefix each had at one moment.
 *
 * <h2>Crashes, and what the next start does</h2>
 *
 * <ul>
 *   <li>Within a batch, or with batches not forced: the whole batches are kept, in order; from the first byte that is not part
 *       of one everything is cut, the cut is forced at once, and later segments are deleted. The log is replayed from there.
 *   <li>A force that failed, and a start on the same machine: what was not called durable by the manifest is written again before
 *       it is forced, since the system may show it and not have it on the disk.
 *   <li>After a new segment was begun and before it is in the manifest: taken if it follows, deleted if the batches before it
 *       were lost.
 *   <li>Between forcing segments and the manifest: the old manifest still holds, it only knows less to be durable.
 *   <li>While cleaning: until the manifest names the new segment the old ones are used, and the new file is deleted; afterwards
 *       the old files are. Records are dropped only by compactions whose mark was forced before.
 *   <li>While receiving: no {@code received} manifest, the directory is deleted. With one: {@link
 *       io.fairlead.server.storage.backend.Backend#received()} offers the state until something as new is in use.
 *   <li>While installing: the rename of the manifest decides; the loser's directory is deleted.
 *   <li>In the first start of all: no manifest, and segments without a batch: deleted. A batch without a manifest is refused.
 * </ul>
 *
 * <p>Refused with file and offset: damage below what the manifest calls durable, a segment it names that is missing, files of
 * another member or cluster. Source: ADR 0003 and its measurements.
 */
@NullMarked
package io.fairlead.server.storage.backend;

import org.jspecify.annotations.NullMarked;
