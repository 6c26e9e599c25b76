/** Tests of the core, and the driver that stands for its node, disk and state machine. */
@NullMarked
package io.fairlead.server.raft;

import org.jspecify.annotations.NullMarked;
