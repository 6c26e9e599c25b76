package io.fairlead.benchmarks.stage;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.RaftConfig;
import io.fairlead.server.raft.RaftCore;
import io.fairlead.server.raft.Ready;
import io.fairlead.server.raft.RoleKind;
import io.fairlead.server.raft.log.LogLimits;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message.AppendResponse;
import io.fairlead.server.raft.model.Message.VoteResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The protocol alone: a leader takes a batch of proposals, hands it to disk and peers, hears that both have it, and commits it. No disk,
 * no network: those answer at once. A score is of a whole batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RaftCommit {
    private static final long SELF = 1;

    /** How many voters there are. */
    @Param({"1", "3", "5"})
    public int voters;

    /** How many proposals are taken in one turn. */
    @Param({"1", "16", "256"})
    public int batch;

    private final Bytes command = Puts.command(1);

    @SuppressWarnings("NullAway.Init") // JMH sets up before it measures
    private RaftCore core;

    /** Elects the leader. */
    @Setup
    public void elect() {
        List<Long> ids = new ArrayList<>();
        for (long id = SELF; id <= voters; id++) {
            ids.add(id);
        }
        EntryId start = new EntryId(1, 1);
        RaftConfig config =
                RaftConfig.of(SELF).logLimits(new LogLimits(1_000, 1 << 20)).build();
        core = new RaftCore(
                config, new HardState(1, 0, 1), ConfState.of(ids, List.of()), LogSlice.empty(start), 1, () -> 0L);
        core.campaign();
        settle();
        grant(true, core.term() + 1);
        grant(false, core.term());
        acknowledge();
        if (core.role() != RoleKind.LEADER) {
            throw new IllegalStateException("not elected, but " + core.role());
        }
    }

    /** One turn's worth of puts, from proposal to applied. Returns the commit index. */
    @Benchmark
    public long commit() {
        for (int i = 0; i < batch; i++) {
            if (!core.propose(command).isAccepted()) {
                throw new IllegalStateException("a proposal was dropped");
            }
        }
        settle();
        acknowledge();
        return core.commitIndex();
    }

    private void grant(boolean preVote, long term) {
        for (long id = SELF + 1; id <= voters; id++) {
            core.step(new VoteResponse(id, SELF, term, preVote, false));
        }
        settle();
    }

    private void acknowledge() {
        for (long id = SELF + 1; id <= voters; id++) {
            core.step(AppendResponse.accepted(
                    id, SELF, core.term(), core.log().last().index()));
        }
        settle();
    }

    private void settle() {
        while (core.hasReady()) {
            Ready ready = core.ready();
            ready.persist().ifPresent(persist -> core.onPersisted(persist.number()));
            ready.apply().ifPresent(apply -> core.onApplied(apply.lastIndex()));
        }
    }
}
