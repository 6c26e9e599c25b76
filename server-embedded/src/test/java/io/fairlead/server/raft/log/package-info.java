/** Tests of the room. */
@NullMarked
package io.fairlead.server.raft.log;

import org.jspecify.annotations.NullMarked;
