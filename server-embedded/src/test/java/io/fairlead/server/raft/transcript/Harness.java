package io.fairlead.server.raft.transcript;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.InvariantViolation;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.raft.ConfChangeText;
import io.fairlead.server.raft.CoreDriver;
import io.fairlead.server.raft.CoreDriver.Letter;
import io.fairlead.server.raft.CoreDriver.State;
import io.fairlead.server.raft.PersistBatch;
import io.fairlead.server.raft.RaftConfig;
import io.fairlead.server.raft.RaftStatus;
import io.fairlead.server.raft.Ready;
import io.fairlead.server.raft.log.LogLimits;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.AppendRequest;
import io.fairlead.server.raft.model.Message.Heartbeat;
import io.fairlead.server.raft.model.Message.PeerUnreachable;
import io.fairlead.server.raft.model.Message.SnapshotReport;
import io.fairlead.server.raft.model.Message.VoteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of a transcript against a few cores and prints all that they say.
 *
 * <p>Logs begin after entry 1/1, and election timeouts are the shortest there are, so that {@code tick ID 10} is one.
 *
 * <pre>
 * members N [learners=3,4] [OPTION...]     N members with ids from 1, all of them in the configuration
 * member ID voters=1,2 [terms=1,2,2]       one more member, with a log of entries of these terms
 *   [term=T] [vote=V] [commit=C] [start=T/I]
 * tick ID [N]; campaign ID; propose ID TEXT; conf ID v4; read ID CONTEXT; transfer ID TARGET; compact ID INDEX
 * ready ID; persist ID [N]; force ID N; apply ID; deliver ID [from=PEER] [skip=N] [count=N]; drop ID [from=PEER]
 * settle [ID...]                           all of that until nothing moves; members that are not named stand still
 * cut ID; heal ID                          messages from and to it are lost
 * crash ID [written=N]                     and restart; what was in flight is lost but for N batches
 * lose ID N                                crash and restart; of the log only the first N batches can be read,
 *                                          and the state is the one it began with
 * unreachable ID PEER; snapshot-report ID PEER failed|finished
 * append ID from=P term=T after=T/I [entries=T,T] [commit=C]; heartbeat ID from=P term=T [commit=C]
 * vote ID from=P term=T last=T/I [pre=on]
 * status ID; log ID; expect ID KEY=VALUE...
 * quiet COMMAND                            the command without its output
 * </pre>
 */
final class Harness {
    /** How the line of an expectation begins that was not met. */
    static final String FAILED = "FAILED: ";

    private static final String VIOLATION = "violation: ";

    private static final EntryId START = new EntryId(1, 1);

    /** Draws the shortest of all timeouts. */
    private static final RandomGenerator SHORTEST = () -> 0L;

    private final TreeMap<Long, CoreDriver> members = new TreeMap<>();
    private final List<Letter> network = new ArrayList<>();
    private final TreeSet<Long> cut = new TreeSet<>();
    private final List<String> lines = new ArrayList<>();

    /** The output of one command, a line each. */
    List<String> run(String line) {
        lines.clear();
        if (line.startsWith("quiet ")) {
            run(line.substring("quiet ".length()));
            lines.removeIf(output -> !output.startsWith(VIOLATION));
            return List.copyOf(lines);
        }
        try {
            execute(Command.parse(line));
        } catch (InvariantViolation e) {
            lines.add(VIOLATION + e.getMessage());
        }
        return List.copyOf(lines);
    }

    private void execute(Command command) {
        switch (command.verb()) {
            case "members" -> addMembers(command);
            case "member" -> addMember(command);
            case "settle" -> settle(command);
            case "cut" -> cut.add(command.number(0));
            case "heal" -> cut.remove(command.number(0));
            default -> execute(command, member(command.number(0)));
        }
    }

    private void execute(Command command, CoreDriver member) {
        switch (command.verb()) {
            case "tick" -> {
                for (int i = 0; i < command.count(1, 1); i++) {
                    member.core().tick();
                }
            }
            case "campaign" -> member.core().campaign();
            case "propose" -> print(member.core().propose(Bytes.utf8(command.word(1))));
            case "conf" -> print(member.core().proposeConfChange(ConfChangeText.encode(command.word(1))));
            case "read" -> print(member.core().readIndex(command.number(1)) ? "asked" : "not asked");
            case "transfer" -> print(member.core().transferLeadership(command.number(1)) ? "begun" : "not begun");
            case "compact" -> member.core().compactTo(command.number(1));
            case "ready" -> ready(member);
            case "persist" -> persist(member, command.count(1, 1));
            case "force" -> {
                print(member.id() + " forced " + command.number(1) + " batches at once");
                send(member, member.persistTogether(command.count(1, 1)));
            }
            case "apply" -> print(member.id() + " applied " + Printer.apply(member.apply()));
            case "deliver" -> deliver(command, true);
            case "drop" -> deliver(command, false);
            case "crash" -> {
                member.flushState();
                member.restart((int) command.option("written", 0), true);
            }
            case "lose" -> member.loseLog((int) command.number(1));
            case "unreachable" -> member.core().step(new PeerUnreachable(command.number(1), member.id()));
            case "snapshot-report" ->
                member.core()
                        .step(new SnapshotReport(
                                command.number(1), member.id(), command.word(2).equals("failed")));
            case "append" -> member.core().step(append(command, member.id()));
            case "heartbeat" ->
                member.core()
                        .step(new Heartbeat(
                                command.option("from", 0),
                                member.id(),
                                command.option("term", 0),
                                command.option("commit", 0),
                                0));
            case "vote" ->
                member.core()
                        .step(new VoteRequest(
                                command.option("from", 0),
                                member.id(),
                                command.option("term", 0),
                                id(command.options().get("last")),
                                "on".equals(command.options().get("pre")),
                                false));
            case "status" -> lines.addAll(Printer.status(member.core().status()));
            case "log" -> printLog(member);
            case "expect" -> expect(command, member);
            default -> throw new IllegalArgumentException("no such command: " + command.verb());
        }
    }

    private void addMembers(Command command) {
        TreeSet<Long> learners = command.ids("learners");
        TreeSet<Long> voters = new TreeSet<>();
        for (long id = 1; id <= command.number(0); id++) {
            if (!learners.contains(id)) {
                voters.add(id);
            }
        }
        for (long id = 1; id <= command.number(0); id++) {
            add(id, ConfState.of(voters, learners), command);
        }
    }

    private void addMember(Command command) {
        add(command.number(0), ConfState.of(command.ids("voters"), command.ids("learners")), command);
    }

    private void add(long id, ConfState confState, Command command) {
        EntryId start =
                command.options().containsKey("start") ? id(command.options().get("start")) : START;
        List<Entry> entries = entriesAfter(start, command.list("terms"));
        HardState hardState = new HardState(
                command.option("term", start.term()),
                command.option("vote", 0),
                command.option("commit", start.index()));
        members.put(id, new CoreDriver(config(id, command), hardState, State.of(start, confState), entries, SHORTEST));
    }

    private static RaftConfig config(long id, Command command) {
        return RaftConfig.of(id)
                .ticks((int) command.option("election", 10), 1)
                .preVote(command.isOn("prevote"))
                .checkQuorum(command.isOn("checkquorum"))
                .appendBytesMax((int) command.option("append-bytes", 1000))
                .inflightsMax((int) command.option("inflight", 100), command.option("inflight-bytes", 10_000))
                .uncommittedBytesMax(command.option("uncommitted", 10_000))
                .logLimits(new LogLimits((int) command.option("window", 1000), 100_000))
                .scrutiny(Scrutiny.DEAR)
                .build();
    }

    private static AppendRequest append(Command command, long to) {
        EntryId after = id(command.options().get("after"));
        LogSlice slice = new LogSlice(after, entriesAfter(after, command.list("entries")));
        return new AppendRequest(
                command.option("from", 0), to, command.option("term", 0), slice, command.option("commit", 0));
    }

    /** Entries that say where they come from: their term and index. */
    private static List<Entry> entriesAfter(EntryId start, List<String> terms) {
        List<Entry> entries = new ArrayList<>();
        long index = start.index();
        for (String term : terms) {
            index++;
            entries.add(Entry.normal(Long.parseLong(term), index, Bytes.utf8("x" + term + "." + index)));
        }
        return entries;
    }

    private static EntryId id(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("no entry id");
        }
        int slash = text.indexOf('/');
        return new EntryId(Long.parseLong(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
    }

    private void ready(CoreDriver member) {
        if (!member.core().hasReady()) {
            print(member.id() + " has nothing to do");
            return;
        }
        Ready ready = member.ready();
        for (String line : Printer.ready(ready)) {
            print(member.id() + ": " + line);
        }
        send(member, ready.messages());
    }

    private void persist(CoreDriver member, int count) {
        for (int i = 0; i < count; i++) {
            PersistBatch batch = member.persist();
            print(member.id() + " persisted #" + batch.number());
            send(member, batch.messagesAfterDurable());
        }
    }

    private void send(CoreDriver from, List<Message> messages) {
        for (Message message : messages) {
            if (cut.contains(message.from()) || cut.contains(message.to())) {
                print("lost " + Printer.message(message));
            } else {
                network.add(from.letter(message));
            }
        }
    }

    private void deliver(Command command, boolean arrives) {
        long to = command.number(0);
        long from = command.option("from", 0);
        long skip = command.option("skip", 0);
        long count = command.option("count", Integer.MAX_VALUE);
        for (Letter letter : List.copyOf(network)) {
            boolean meant = letter.message().to() == to
                    && (from == 0 || letter.message().from() == from);
            if (meant && skip-- <= 0 && count-- > 0) {
                network.remove(letter);
                print((arrives ? "" : "dropped ") + Printer.message(letter.message()));
                if (arrives) {
                    member(to).receive(letter);
                }
            }
        }
    }

    private void settle(Command command) {
        List<CoreDriver> awake = new ArrayList<>();
        for (CoreDriver member : members.values()) {
            if (command.words().isEmpty() || command.words().contains(Long.toString(member.id()))) {
                awake.add(member);
            }
        }
        boolean moved = true;
        while (moved) {
            moved = false;
            for (CoreDriver member : awake) {
                moved |= settle(member);
            }
        }
    }

    private boolean settle(CoreDriver member) {
        boolean moved = false;
        for (Letter letter : List.copyOf(network)) {
            if (letter.message().to() == member.id()) {
                network.remove(letter);
                member.receive(letter);
                moved = true;
            }
        }
        if (member.core().hasReady()) {
            ready(member);
            moved = true;
        }
        while (member.isPersisting()) {
            persist(member, 1);
            moved = true;
        }
        while (member.isApplying()) {
            print(member.id() + " applied " + Printer.apply(member.apply()));
            moved = true;
        }
        return moved;
    }

    private void printLog(CoreDriver member) {
        var log = member.core().log();
        print("memory "
                + Printer.entries(log.slice(log.firstIndex(), log.last().index(), Long.MAX_VALUE)
                        .entries()));
        print("disk " + Printer.entries(member.disk().entries()) + " " + Printer.hard(member.diskHardState()));
    }

    private void expect(Command command, CoreDriver member) {
        RaftStatus status = member.core().status();
        Map<String, Object> facts = new TreeMap<>();
        facts.put("role", status.role());
        facts.put("term", status.term());
        facts.put("leader", status.leaderId());
        facts.put("vote", status.vote());
        facts.put("commit", status.commitIndex());
        facts.put("applied", status.appliedIndex());
        facts.put("last", status.lastIndex());
        facts.put("first", status.firstIndex());
        facts.put("stable", status.stableIndex());
        facts.put(
                "voters",
                String.join(
                        ",",
                        status.confState().voters().stream()
                                .map(String::valueOf)
                                .toList()));
        facts.put(
                "learners",
                String.join(
                        ",",
                        status.confState().learners().stream()
                                .map(String::valueOf)
                                .toList()));
        facts.put("transfer", status.transferTarget());
        facts.put("regaining", member.core().isRegaining());
        status.peers().forEach((id, peer) -> {
            facts.put("state" + id, peer.state());
            facts.put("match" + id, peer.match());
            facts.put("caughtup" + id, status.isCaughtUp(id));
        });
        command.options().forEach((key, wanted) -> {
            String actual = String.valueOf(facts.get(key));
            if (!actual.equals(wanted)) {
                print(FAILED + "member " + member.id() + ": " + key + " is " + actual);
            }
        });
    }

    private CoreDriver member(long id) {
        CoreDriver member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException("no member " + id);
        }
        return member;
    }

    private void print(Object line) {
        lines.add(line.toString());
    }
}
