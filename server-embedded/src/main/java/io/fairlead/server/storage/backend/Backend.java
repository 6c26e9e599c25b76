package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The applied state of a member: revision records, buckets, and up to where the log is in them. One log of sealed batches
 * holds all three, so they become visible together and durable together.
 *
 * <p>Threads: the methods that say "apply loop" or "backend loop" belong to that loop alone. All others are safe from any
 * thread and see what was sealed before they were called.
 *
 * <p>An {@link IOException}, but a {@link NoSpaceException}, leaves the files in a state that only a restart settles: the
 * member stops, and writing methods throw again. Reads answer damage with {@link UnreadableRecordException}, and {@link
 * #onUnreadable} hears of it.
 */
public interface Backend extends Closeable {
    /** The mark of the last sealed batch. */
    AppliedMark applied();

    /** The mark of the last batch known to survive a crash; behind {@link #applied()} by what {@link #force()} did not cover. */
    AppliedMark forced();

    /** Starts the next batch; one at a time. Apply loop. */
    Batch begin();

    /**
     * Ends a batch: hands its bytes to the operating system without forcing them, and makes it visible to readers. Apply
     * loop.
     *
     * @param batch what {@link #begin()} gave last; it must not be used afterwards, except for reading its records
     * @param mark up to where the log is in the state with this batch; never below the mark before it
     * @throws NoSpaceException before anything of it is visible; the same call may be made again
     */
    void seal(Batch batch, AppliedMark mark) throws IOException;

    /**
     * Makes everything that is sealed when the call begins survive a crash, and returns its mark. Blocks on the disk. Backend
     * loop.
     *
     * @throws NoSpaceException where that could not be written down; to be called again
     */
    AppliedMark force() throws IOException;

    /** Bytes that were sealed and not forced. */
    long unforcedBytes();

    /** The sealed value of a bucket's key. */
    Optional<Bytes> get(Bucket bucket, Bytes key);

    /** Shows every sealed entry of a bucket in ascending order of key; all from one moment. */
    void scan(Bucket bucket, BucketVisitor visitor);

    /** The record of a sealed revision, or null where there is none (any more). */
    @Nullable
    RevisionRecord read(long main, int sub);

    /**
     * Shows the sealed records with main revision in {@code from..to} (both inclusive) that were not dropped, in ascending
     * order. A record that is dropped meanwhile may be shown or not.
     */
    void scanRevisions(long from, long to, RevisionVisitor visitor);

    /**
     * Gives up the records of revisions that compaction found superseded: they no longer appear in scans, and their space may
     * be taken back. They may still be readable for a while, and may reappear when the state is opened again: whoever
     * compacts keeps a mark in {@link Bucket#META} and drops again.
     *
     * <p>Apply loop, after the batch with that mark was sealed; {@link #clean} forces it before any space is taken back.
     *
     * @return the bytes given up; 0 where there is no such record, or no longer
     */
    long drop(long main, int sub);

    /**
     * Takes back space from dropped records where that is worth it, one bounded piece of work a call. Backend loop.
     *
     * @param thorough also where little is to be gained
     * @return whether something was done, so another call may find more
     * @throws NoSpaceException where there is no space for a copy; all is as it was
     */
    boolean clean(boolean thorough) throws IOException;

    /**
     * Ends the file that is being written, so that {@link #clean} may take space from it: the next batch begins another one.
     * Apply loop.
     */
    void closeSegment();

    /** Bytes on disk. */
    long size();

    /** Bytes that records and buckets need as they are now: about what is left on disk after a thorough cleaning. Cheap. */
    long sizeInUse();

    /**
     * Opens the whole state at the last sealed mark as a stream that stays the same while writes go on. Cheap; the reader
     * closes it.
     */
    SnapshotView openSnapshot() throws IOException;

    /**
     * Opens the whole state at the last sealed mark to be read entry by entry, while writes go on. Copies the buckets, and no
     * records; the reader closes it.
     */
    StateView openView() throws IOException;

    /** Opens a place for a state that arrives from another member. One at a time; an older unfinished one is aborted. */
    StateReceiver receive() throws IOException;

    /**
     * Replaces the whole state by a received one. After a crash the member has either the old or the new one, and the new one
     * if this method returned. Readers see the new state at once; indexes over the old one have to be built again. Apply
     * loop, with no batch begun.
     *
     * @throws NoSpaceException where there is no space for the files that go with it; the same call is to be made again, before
     *     anything else
     */
    void install(ReceivedState received) throws IOException;

    /** A state that was received whole before a restart and never installed; the one with the highest index. */
    Optional<ReceivedState> received() throws IOException;

    /**
     * Registers who is woken when something waits to be forced: once when the first byte waits, and once when {@code limit}
     * bytes do.
     */
    void onUnforced(long limit, Runnable wake);

    /** Registers who hears that a record could not be read, on the thread that wanted it. Before others read. */
    void onUnreadable(Consumer<UnreadableRecordException> listener);

    /** Closes the files without forcing. Apply loop, when no other loop uses the backend any more. */
    @Override
    void close() throws IOException;
}
