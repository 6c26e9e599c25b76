package io.fairlead.server.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Positional reads are safe from any thread; writes belong to one thread. */
public interface DiskFile extends Closeable {
    long size() throws IOException;

    /** Reads at {@code position} until {@code target} is full or the file ends; returns how many bytes. */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Writes all remaining bytes of {@code source} at {@code position}. Durable only after {@link #force}.
     *
     * @throws NoSpaceException after some of them were written, maybe: the same write may be tried again
     * @throws IOException after which the member stops, as after a failed force
     */
    void write(ByteBuffer source, long position) throws IOException;

    /**
     * Makes what was written durable.
     *
     * @param metadata also everything about the file but its content; false is fdatasync
     * @throws IOException after which nothing may be assumed about unforced bytes: never retry, stop the member. Never a
     *     {@link NoSpaceException}, even where space is what was missing
     */
    void force(boolean metadata) throws IOException;

    /**
     * Reserves space so that writing within {@code size} needs no new blocks; the new part reads as zeros.
     *
     * @throws NoSpaceException where there is not so much; {@link #size} tells how far it went
     */
    void preallocate(long size) throws IOException;

    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
}
