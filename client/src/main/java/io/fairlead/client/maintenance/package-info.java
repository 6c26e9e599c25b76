/**
 * The contract for care of single members, over gRPC: thin, it builds requests, names their effect and target, and reads
 * answers. A snapshot is a stream, and has its own lane, on which it is written as well.
 *
 * <p>May touch {@code api} and {@code client.call} with the endpoints below it, and the file or stream it is told to write. No
 * state of its own but that of a download; runs on the caller's thread and the client's executor. Invariant: a piece is asked
 * for when the one before it is written, and a file has its name once it is whole and on the disk. Source:
 * {@code api.maintenance}.
 */
@NullMarked
package io.fairlead.client.maintenance;

import org.jspecify.annotations.NullMarked;
