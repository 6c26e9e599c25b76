package io.fairlead.server.raft;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.raft.CoreDriver.State;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.AppendRequest;
import io.fairlead.server.raft.model.Message.AppendResponse;
import io.fairlead.server.raft.model.Message.VoteResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Member 1 of a few, alone on the bench: its peers are what the test says in their name. Its log begins after 1/1. */
final class CoreFixture {
    static final EntryId START = new EntryId(1, 1);

    private final CoreDriver driver;

    private CoreFixture(CoreDriver driver) {
        this.driver = driver;
    }

    static CoreFixture of(int voters, long... terms) {
        return of(RaftConfig.of(1).scrutiny(Scrutiny.DEAR), voters, () -> 0L, terms);
    }

    static CoreFixture of(RaftConfig.Builder config, int voters, RandomGenerator random, long... terms) {
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= voters; id++) {
            ids.add(id);
        }
        long term = terms.length == 0 ? 1 : terms[terms.length - 1];
        return new CoreFixture(new CoreDriver(
                config.build(),
                new HardState(term, 0, 1),
                State.of(START, ConfState.of(ids, List.of())),
                entries(1, terms),
                random));
    }

    static List<Entry> entries(long after, long... terms) {
        List<Entry> entries = new ArrayList<>();
        for (long term : terms) {
            after++;
            entries.add(Entry.normal(term, after, Bytes.utf8("abcd")));
        }
        return entries;
    }

    RaftCore core() {
        return driver.core();
    }

    /** What its votes say is committed. */
    EntryId committed() {
        long index = core().commitIndex();
        return new EntryId(core().log().termAt(index), index);
    }

    CoreDriver driver() {
        return driver;
    }

    CoreFixture ticks(int count) {
        for (int i = 0; i < count; i++) {
            core().tick();
        }
        return this;
    }

    /** Everything that leaves when disk and state machine have done all there was. */
    List<Message> settle() {
        List<Message> messages = new ArrayList<>();
        while (core().hasReady() || driver.isPersisting() || driver.isApplying()) {
            messages.addAll(driver.ready().messages());
            while (driver.isPersisting()) {
                messages.addAll(driver.persist().messagesAfterDurable());
            }
            while (driver.isApplying()) {
                driver.apply();
            }
        }
        return messages;
    }

    CoreFixture becomeCandidate() {
        core().campaign();
        settle();
        if (core().role() == RoleKind.PRE_CANDIDATE) {
            grant(true, core().term() + 1);
            settle();
        }
        return this;
    }

    CoreFixture becomeLeader() {
        becomeCandidate();
        grant(false, core().term());
        settle();
        return this;
    }

    /** A leader whose no-op is committed, with peers that replicate. */
    CoreFixture becomeSettledLeader() {
        becomeLeader();
        acknowledgeAll();
        settle();
        return this;
    }

    void acknowledgeAll() {
        for (long id : core().confState().voters()) {
            if (id != core().id()) {
                core().step(AppendResponse.accepted(
                        id, core().id(), core().term(), core().log().last().index()));
            }
        }
    }

    void append(long from, long term, EntryId after, long commit, long... terms) {
        core().step(new AppendRequest(from, 1, term, new LogSlice(after, entries(after.index(), terms)), commit));
    }

    private void grant(boolean preVote, long term) {
        for (long id : core().confState().voters()) {
            if (id != core().id()) {
                core().step(new VoteResponse(id, core().id(), term, preVote, false));
            }
        }
    }
}
