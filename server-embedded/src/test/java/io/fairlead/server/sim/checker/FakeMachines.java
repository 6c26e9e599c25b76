package io.fairlead.server.sim.checker;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Machines whose insides a test makes up. Each voter knows the same voters, unless the test says otherwise. */
final class FakeMachines implements Machines {
    private final Set<Long> voters;
    private final Map<Long, Set<Long>> votersBy = new HashMap<>();
    private final Map<Long, LogSlice> logs = new HashMap<>();
    private final Map<Long, Long> forces = new HashMap<>();
    private final Set<Long> damaged = new HashSet<>();
    private boolean steady = true;

    FakeMachines(Long... voters) {
        this.voters = new TreeSet<>(List.of(voters));
    }

    /** Entries from {@code previous} on, whose terms these are. */
    static LogSlice log(EntryId previous, long... terms) {
        List<Entry> entries = new ArrayList<>();
        for (long term : terms) {
            long index = previous.index() + entries.size() + 1;
            entries.add(Entry.normal(term, index, Bytes.utf8("entry " + index + " of term " + term)));
        }
        return new LogSlice(previous, entries);
    }

    void setVotersBy(long member, Long... known) {
        votersBy.put(member, new TreeSet<>(List.of(known)));
    }

    void setLog(long member, LogSlice durable) {
        logs.put(member, durable);
    }

    /** All that the member has is on its disk from now on. */
    void force(long member, LogSlice durable) {
        forces.merge(member, 1L, Long::sum);
        logs.put(member, durable);
    }

    void damage(long member) {
        damaged.add(member);
        steady = false;
    }

    void setUnsteady() {
        steady = false;
    }

    @Override
    public String nameOf(long member) {
        return "m" + member;
    }

    @Override
    public Set<Long> votersBy(long member) {
        return votersBy.getOrDefault(member, voters);
    }

    @Override
    public LogSlice durableLogOf(long member) {
        return logs.getOrDefault(member, LogSlice.empty(EntryId.ZERO));
    }

    @Override
    public boolean isDamaged(long member) {
        return damaged.contains(member);
    }

    @Override
    public long forcesOf(long member) {
        return forces.getOrDefault(member, 0L);
    }

    @Override
    public boolean areSteady() {
        return steady;
    }
}
