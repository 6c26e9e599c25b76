/**
 * The protocol as a state machine: messages, ticks and acknowledgements go in, {@link io.fairlead.server.raft.Ready} comes
 * out.
 *
 * <p>May touch its leaves ({@code raft.model, quorum, log, progress, confchange}) and {@code check}; of the JDK only
 * collections, functions and {@code RandomGenerator}. It has no threads, clocks, files, sockets or logger; the raft loop
 * drives it, one call at a time. Two cores with the same inputs give the same outputs.
 *
 * <p>Invariants: terms are settled in one gate before a role sees a message; roles change through one door; what must be
 * durable before a message leaves travels in the same {@link io.fairlead.server.raft.PersistBatch} as the message; own votes
 * and own entries count only once they are durable; what is handed out to be applied is committed and durable here.
 *
 * <p>Source: the Raft paper (figure 2, sections 5 to 7), Ongaro's thesis (leadership transfer 3.10, read index 6.4, check
 * quorum 6.2, pre-vote 9.6), and etcd's behaviour where the papers leave a choice: conf changes take effect when applied.
 */
@NullMarked
package io.fairlead.server.raft;

import org.jspecify.annotations.NullMarked;
