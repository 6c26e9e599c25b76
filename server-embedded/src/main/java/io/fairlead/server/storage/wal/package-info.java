/**
 * The write-ahead log, in etcd's own file format: segments of checksum-chained records, group commit, recovery, release.
 *
 * <p>May touch {@code storage.disk} and nothing else outside memory. {@link io.fairlead.server.storage.wal.WalLoop} owns the
 * open {@link io.fairlead.server.storage.wal.Wal}; recovery runs before that loop starts. Invariant: an envelope is opened
 * only after everything appended before it, and itself, has been forced (or did not ask for it). A write or force that fails
 * is final: nothing is retried, the member stops.
 *
 * <h2>Files</h2>
 *
 * <p>{@code SSSSSSSSSSSSSSSS-IIIIIIIIIIIIIIII.wal}, both in 16 hexadecimal digits: a sequence number without gaps, and one
 * more than the index of the last entry before it. {@code N.tmp} is the next segment being prepared; {@code *.wal.broken} a
 * copy of a torn one, or one that a repair has replaced; {@code vote} term and vote once more. A new log is made whole in a directory {@code <name>.tmp}, then renamed.
 *
 * <p>A segment is a run of frames: 8 bytes little-endian (length in the low 56 bits; if padding follows, 0x80 + its size in
 * the top byte), a {@code walpb.Record}, zeros up to a multiple of 8. A record's crc is the running CRC-32C of the data of
 * all records of all segments up to and with its own. Each segment starts with a crc record that carries the chain over, the
 * metadata (whose log this is), and, but for the first, the latest hard state; the first has the snapshot marker of index 0.
 * A closed segment ends after its last record; the open one is followed by zeros, written ahead of need so that a force has
 * no file metadata to write.
 *
 * <h2>What a crash can leave, and what we do</h2>
 *
 * <ul>
 *   <li>In the last segment, a batch that was not forced: any of its 512-byte sectors may be missing and then read as zeros,
 *       or the file may be short. Nothing in it was acknowledged. It is kept as far as its records are whole; the rest is
 *       copied to {@code .broken}, cut off, and zeroed, so that what is appended next can never be followed by remains.
 *   <li>A frame's length is aligned to 8 bytes, so it lies in one sector: after a crash it is right or zero. A length that
 *       is impossible, or that contradicts a record which is whole by its own account, was damaged, not torn: refused.
 *   <li>A record whose crc is wrong though none of its sectors is missing, or anything wrong before the last segment, was
 *       damaged: refused with file and offset, never cut ({@code Wal.salvage} and {@code Wal.rebuild} make a good log of what is left). Bits that rot in a record that also has a sector of zeros by
 *       nature can't be told from a torn write; nor can a lost sector of the disk that was forced once. Both are taken for
 *       torn, as etcd does.
 *   <li>Between preparing a segment and its rename: the old segment is the last one, cut to its length and whole.
 *   <li>Between a snapshot marker and the hard state whose commit covers it: a marker above the commit index is not used.
 *   <li>The vote file is forced after the log and before any envelope is opened. It may lag behind the log, by what nobody heard
 *       of; where it is ahead, the log has lost its end.
 *   <li>Records that were written, not forced, and survived the process but not yet a power cut: opening a log writes its last
 *       segment once more and forces it before anybody sees its content. A force alone would not do: after one that failed the
 *       system may count as clean what the disk does not have. Earlier segments were forced before the next one began.
 * </ul>
 *
 * <p>Sources: etcd's wal package as documented and as its files show; the Raft paper, section 5; {@code docs/} of this
 * project for the promises.
 */
@NullMarked
package io.fairlead.server.storage.wal;

import org.jspecify.annotations.NullMarked;
