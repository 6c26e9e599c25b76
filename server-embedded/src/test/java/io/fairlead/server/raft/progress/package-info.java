/** Tests of the room. */
@NullMarked
package io.fairlead.server.raft.progress;

import org.jspecify.annotations.NullMarked;
