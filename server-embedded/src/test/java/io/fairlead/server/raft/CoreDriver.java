package io.fairlead.server.raft;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.raft.confchange.ConfChanger;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.InstallSnapshot;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One core with an imaginary disk and an imaginary state machine. Does what the node does, but every step only when it is
 * told to, so that a test decides what is in flight when something breaks.
 */
public final class CoreDriver {
    private final RaftConfig config;
    private final RandomGenerator random;
    private RaftCore core;

    /** The log on disk, as a crash would find it. */
    private EntryId diskPrevious;

    private final List<Entry> diskEntries = new ArrayList<>();
    private HardState diskHardState;

    /** The hard state of the last forced batch: what surely survives. */
    private HardState forcedHardState;

    /** States received from leaders, on disk before the core sees the message. */
    private final TreeMap<Long, State> received = new TreeMap<>();

    private State state;

    /** The state as a crash would find it. */
    private State durableState;

    /** All that was written since {@link #firstOnDisk}, for a disk that loses the end of it. */
    private final List<PersistBatch> written = new ArrayList<>();

    private OnDisk firstOnDisk;

    /** Part of the log was lost and is not back: also durable. */
    private boolean regaining;

    private long nextLife = 1;

    private final ArrayDeque<PersistBatch> persisting = new ArrayDeque<>();
    private final ArrayDeque<ApplyBatch> applying = new ArrayDeque<>();

    /** A member whose log begins after {@code state.last()}, with {@code entries} on disk. */
    public CoreDriver(
            RaftConfig config, HardState hardState, State state, List<Entry> entries, RandomGenerator random) {
        this.config = config;
        this.random = random;
        this.diskPrevious = state.last();
        this.diskEntries.addAll(entries);
        this.diskHardState = hardState;
        this.forcedHardState = hardState;
        this.firstOnDisk = onDisk();
        this.state = state;
        this.durableState = state.copy();
        this.core = boot();
    }

    public long id() {
        return config.id();
    }

    public RaftCore core() {
        return core;
    }

    public State state() {
        return state;
    }

    public LogSlice disk() {
        return new LogSlice(diskPrevious, diskEntries);
    }

    public HardState diskHardState() {
        return diskHardState;
    }

    public boolean isPersisting() {
        return !persisting.isEmpty();
    }

    public boolean isApplying() {
        return !applying.isEmpty();
    }

    /** A message arrives; a snapshot's state beside it is put on disk first. */
    public void receive(Letter letter) {
        if (letter.message() instanceof InstallSnapshot install && letter.state() != null) {
            received.put(install.meta().index(), letter.state());
        }
        core.step(letter.message());
    }

    /** Takes a Ready: queues its work for disk and state machine. */
    public Ready ready() {
        Ready ready = core.ready();
        ready.persist().ifPresent(persisting::add);
        ready.apply().ifPresent(applying::add);
        regaining &= ready.events().stream().noneMatch(RaftEvent.LogRegained.class::isInstance);
        return ready;
    }

    /** The message with the state it needs beside it: a snapshot is taken of what is applied here now. */
    public Letter letter(Message message) {
        if (!(message instanceof InstallSnapshot install)) {
            return new Letter(message, null);
        }
        Invariant.check(state.last().index() >= install.meta().index(), "state behind the snapshot's promise");
        SnapshotMeta meta = new SnapshotMeta(state.last(), state.confState());
        return new Letter(new InstallSnapshot(install.from(), install.to(), install.term(), meta), state.copy());
    }

    /** The disk finishes the oldest batch. */
    public PersistBatch persist() {
        PersistBatch batch = persisting.removeFirst();
        write(batch);
        core.onPersisted(batch.number());
        return batch;
    }

    /** The disk finishes {@code count} batches with one force: only the last one is acknowledged. */
    public List<Message> persistTogether(int count) {
        List<Message> messages = new ArrayList<>();
        long last = 0;
        for (int i = 0; i < count; i++) {
            PersistBatch batch = persisting.removeFirst();
            write(batch);
            messages.addAll(batch.messagesAfterDurable());
            last = batch.number();
        }
        core.onPersisted(last);
        return messages;
    }

    public int persistingCount() {
        return persisting.size();
    }

    /** The state machine finishes the oldest batch. */
    public ApplyBatch apply() {
        ApplyBatch batch = applying.removeFirst();
        if (batch.hasSnapshot()) {
            state = received(batch.snapshot().index());
        }
        for (Entry entry : batch.entries()) {
            Invariant.equal(entry.index(), state.last().index() + 1, "next entry to apply");
            Invariant.atMost(entry.index(), disk().last().index(), "applied before it was durable");
            ConfState confState = state.confState();
            if (entry.type() == EntryType.CONF_CHANGE) {
                ConfChange change = ConfChangeText.decode(entry.data());
                confState = ConfChanger.apply(confState, change);
                core.applyConfChange(change);
            }
            state = state.with(entry, confState);
        }
        core.onApplied(batch.lastIndex());
        return batch;
    }

    /** The state machine's own disk catches up. */
    public void flushState() {
        durableState = state.copy();
    }

    /**
     * Power fails and comes back.
     *
     * @param written how many of the batches in flight reached the disk without being acknowledged
     * @param keepUnforced whether what was written but not forced survives
     */
    public void restart(int written, boolean keepUnforced) {
        for (int i = 0; i < written && !persisting.isEmpty(); i++) {
            write(persisting.removeFirst());
        }
        if (!keepUnforced) {
            diskHardState = forcedHardState;
        }
        persisting.clear();
        applying.clear();
        state = durableState.copy();
        if (diskPrevious.index() > state.last().index()) {
            state = received(diskPrevious.index());
            durableState = state.copy();
        }
        core = boot();
    }

    /**
     * Power fails, and of what was written to the log only the first {@code kept} batches can be read when it comes back. Term
     * and vote are known from elsewhere, and the state is what its own disk holds: what is left of the log is kept where it
     * goes on from there.
     */
    public void loseLog(int kept) {
        HardState known = diskHardState;
        persisting.clear();
        applying.clear();
        state = durableState.copy();
        diskPrevious = firstOnDisk.previous;
        diskEntries.clear();
        diskEntries.addAll(firstOnDisk.entries);
        diskHardState = firstOnDisk.hardState;
        List.copyOf(written).subList(0, Math.min(kept, written.size())).forEach(this::store);
        EntryId applied = state.last();
        boolean goesOn = diskPrevious.equals(applied)
                || diskEntries.stream().anyMatch(entry -> entry.id().equals(applied));
        diskEntries.removeIf(entry -> !goesOn || entry.index() <= applied.index());
        diskPrevious = applied;
        long commit = goesOn ? Math.max(applied.index(), diskHardState.commit()) : applied.index();
        diskHardState = new HardState(known.term(), known.vote(), commit);
        forcedHardState = diskHardState;
        firstOnDisk = onDisk();
        written.clear();
        regaining = true;
        core = boot();
    }

    /** How many batches {@link #loseLog} can lose. */
    public int writtenCount() {
        return written.size();
    }

    private State received(long index) {
        State restored = received.get(index);
        if (restored == null) {
            throw new IllegalStateException("no data for the snapshot at " + index);
        }
        return restored.copy();
    }

    private RaftCore boot() {
        return new RaftCore(
                config,
                diskHardState,
                state.confState(),
                disk(),
                state.last().index(),
                regaining ? nextLife++ : 0,
                random);
    }

    private OnDisk onDisk() {
        return new OnDisk(diskPrevious, List.copyOf(diskEntries), diskHardState);
    }

    private void write(PersistBatch batch) {
        written.add(batch);
        store(batch);
    }

    private void store(PersistBatch batch) {
        if (batch.hasSnapshot()) {
            diskPrevious = batch.snapshot().lastIncluded();
            diskEntries.clear();
        }
        if (!batch.entries().isEmpty()) {
            long first = batch.entries().previous().index() + 1;
            diskEntries.removeIf(entry -> entry.index() >= first);
            diskEntries.addAll(batch.entries().entries());
        }
        if (batch.hasHardState()) {
            diskHardState = batch.hardState();
        }
        if (batch.mustForce()) {
            forcedHardState = diskHardState;
        }
        disk();
    }

    private record OnDisk(EntryId previous, List<Entry> entries, HardState hardState) {}

    /** A message on the network. */
    public record Letter(Message message, @Nullable State state) {}

    /** The applied state: every entry it came from, but for what was in it at the beginning. */
    public record State(EntryId last, ConfState confState, List<Entry> applied) {
        public static State of(EntryId last, ConfState confState) {
            return new State(last, confState, new ArrayList<>());
        }

        State with(Entry entry, ConfState changed) {
            applied.add(entry);
            return new State(entry.id(), changed, applied);
        }

        State copy() {
            return new State(last, confState, new ArrayList<>(applied));
        }
    }
}
