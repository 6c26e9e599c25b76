/** Tests of the room. */
@NullMarked
package io.fairlead.server.raft.quorum;

import org.jspecify.annotations.NullMarked;
