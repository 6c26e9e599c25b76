package io.fairlead.server.node;

import io.fairlead.server.auth.Proofs;
import io.fairlead.server.exec.LoopHost;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.transport.PeerTransport;
import java.util.random.RandomGenerator;

/**
 * What a member takes from the world around it. Production and the simulator differ in nothing else.
 *
 * @param proofs by which clients prove who they are; no part of the replicated state
 * @param random draws election timeouts, and nothing that reaches the replicated state
 * @param failpoints what tests ask for at named places
 */
public record NodeEnvironment(
        LoopHost host,
        RandomGenerator random,
        Disk disk,
        PeerTransport transport,
        Proofs proofs,
        Failpoints failpoints) {}
