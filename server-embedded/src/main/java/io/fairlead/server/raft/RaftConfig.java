package io.fairlead.server.raft;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.raft.log.LogLimits;

/**
 * How one core behaves.
 *
 * @param id this member
 * @param electionTicks how long a follower waits for its leader at least; at most twice that
 * @param heartbeatTicks how often a leader says that it leads
 * @param initialElapsedTicks how much of the first wait is taken as over at the start, so that a cluster that boots elects
 *     sooner; leaves at least one heartbeat to hear a leader
 * @param preVote asks before it takes a new term
 * @param checkQuorum a leader that hears no quorum steps down, and its followers protect it while they hear it
 * @param appendBytesMax data in one append message; a larger entry goes alone
 * @param inflightMessagesMax append messages on their way to one peer
 * @param inflightBytesMax data on its way to one peer
 * @param uncommittedBytesMax data that may wait for a quorum before a leader drops proposals
 * @param applyBytesMax data in one apply batch; a larger entry goes alone
 * @param applyingBytesMax data handed out to be applied and not applied yet, beyond which nothing more is handed out
 * @param readsMax batches of linearizable reads a leader keeps waiting
 * @param logLimits how much of the log stays in memory
 * @param scrutiny how much the core checks of itself
 */
public record RaftConfig(
        long id,
        int electionTicks,
        int heartbeatTicks,
        int initialElapsedTicks,
        boolean preVote,
        boolean checkQuorum,
        int appendBytesMax,
        int inflightMessagesMax,
        long inflightBytesMax,
        long uncommittedBytesMax,
        int applyBytesMax,
        long applyingBytesMax,
        int readsMax,
        LogLimits logLimits,
        Scrutiny scrutiny) {
    public RaftConfig {
        Invariant.check(id != 0, "a member's id is not 0");
        Invariant.check(heartbeatTicks > 0, "heartbeatTicks is below 1");
        Invariant.check(electionTicks > heartbeatTicks, "electionTicks, heartbeatTicks", electionTicks, heartbeatTicks);
        Invariant.check(
                initialElapsedTicks >= 0 && initialElapsedTicks <= electionTicks - heartbeatTicks,
                "initialElapsedTicks leaves no heartbeat",
                initialElapsedTicks,
                electionTicks);
        Invariant.check(appendBytesMax >= 0, "appendBytesMax is negative");
        Invariant.check(inflightMessagesMax > 0, "inflightMessagesMax is below 1");
        Invariant.check(uncommittedBytesMax > 0, "uncommittedBytesMax is below 1");
    }

    /** etcd's defaults for member {@code id}. */
    public static Builder of(long id) {
        return new Builder(id);
    }

    /** Collects a {@link RaftConfig}. */
    public static final class Builder {
        private final long id;
        private int electionTicks = 10;
        private int heartbeatTicks = 1;
        private int initialElapsedTicks;
        private boolean preVote = true;
        private boolean checkQuorum = true;
        private int appendBytesMax = 1 << 20;
        private int inflightMessagesMax = 512;
        private long inflightBytesMax = 64L << 20;
        private long uncommittedBytesMax = 256L << 20;
        private int applyBytesMax = 1 << 20;
        private long applyingBytesMax = 16L << 20;
        private int readsMax = 4096;
        private LogLimits logLimits = LogLimits.DEFAULT;
        private Scrutiny scrutiny = Scrutiny.CHEAP;

        private Builder(long id) {
            this.id = id;
        }

        public Builder ticks(int election, int heartbeat) {
            this.electionTicks = election;
            this.heartbeatTicks = heartbeat;
            return this;
        }

        public Builder initialElapsedTicks(int ticks) {
            this.initialElapsedTicks = ticks;
            return this;
        }

        public Builder preVote(boolean on) {
            this.preVote = on;
            return this;
        }

        public Builder checkQuorum(boolean on) {
            this.checkQuorum = on;
            return this;
        }

        public Builder appendBytesMax(int bytes) {
            this.appendBytesMax = bytes;
            return this;
        }

        public Builder inflightsMax(int messages, long bytes) {
            this.inflightMessagesMax = messages;
            this.inflightBytesMax = bytes;
            return this;
        }

        public Builder uncommittedBytesMax(long bytes) {
            this.uncommittedBytesMax = bytes;
            return this;
        }

        public Builder applyMax(int batchBytes, long applyingBytes) {
            this.applyBytesMax = batchBytes;
            this.applyingBytesMax = applyingBytes;
            return this;
        }

        public Builder readsMax(int batches) {
            this.readsMax = batches;
            return this;
        }

        public Builder logLimits(LogLimits limits) {
            this.logLimits = limits;
            return this;
        }

        public Builder scrutiny(Scrutiny level) {
            this.scrutiny = level;
            return this;
        }

        public RaftConfig build() {
            return new RaftConfig(
                    id,
                    electionTicks,
                    heartbeatTicks,
                    initialElapsedTicks,
                    preVote,
                    checkQuorum,
                    appendBytesMax,
                    inflightMessagesMax,
                    inflightBytesMax,
                    uncommittedBytesMax,
                    applyBytesMax,
                    applyingBytesMax,
                    readsMax,
                    logLimits,
                    scrutiny);
        }
    }
}
