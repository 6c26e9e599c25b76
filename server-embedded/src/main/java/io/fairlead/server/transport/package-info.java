/**
 * How members speak to each other, as interfaces; {@code transport.grpc} speaks it, the simulator replaces it.
 *
 * <p>Runs on nobody's loop: {@code send} only hands over, inbound messages go to the sink from transport threads. Messages
 * may be lost, doubled, late and reordered; the core copes. Only a {@code ForwardedProposal} is never doubled: nobody could
 * tell the second one from another command of the same kind.
 */
@NullMarked
package io.fairlead.server.transport;

import org.jspecify.annotations.NullMarked;
