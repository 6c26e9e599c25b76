/**
 * The recorded scenarios: what a real etcd 3.5 was asked and answered, asked again of a member of ours. {@code
 * src/test/resources/golden/README.md} is the contract of the files.
 *
 * <p>{@link io.fairlead.server.golden.Replayer} plays a scenario; it knows JSON alone. How a request reaches the member is a
 * {@link io.fairlead.server.golden.Wire}: gRPC here, the JSON gateway beside it. A scenario has a member, a directory and
 * ports of its own, so scenarios may run at the same time.
 */
@NullMarked
package io.fairlead.server.golden;

import org.jspecify.annotations.NullMarked;
