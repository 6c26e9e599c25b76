/** Tests of the room. */
@NullMarked
package io.fairlead.server.raft.confchange;

import org.jspecify.annotations.NullMarked;
