/**
 * Files as the house sees them: append, force, read, rename with directory force, preallocate, lock.
 *
 * <p>The only room that opens files; everything that must survive a crash goes through {@link
 * io.fairlead.server.storage.disk.Disk}, so the simulator can lose what was not forced and fail any call. Calls block.
 * Invariants callers rely on: what was forced survives a crash; a rename followed by a directory force is atomic and
 * survives; everything else may be lost in part.
 */
@NullMarked
package io.fairlead.server.storage.disk;

import org.jspecify.annotations.NullMarked;
