package io.fairlead.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.raft.CoreDriver.Letter;
import io.fairlead.server.raft.CoreDriver.State;
import io.fairlead.server.raft.log.LogLimits;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.InstallSnapshot;
import io.fairlead.server.raft.model.Message.PeerUnreachable;
import io.fairlead.server.raft.model.Message.SnapshotReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Short lives of small clusters under a random schedule: messages are lost, doubled, late and out of order, disks are slow,
 * power fails and takes what was not forced, members come and go. After each step the {@link Oath} is checked; in the end the
 * faults stop and the cluster must agree and make progress.
 *
 * <p>{@code -Draft.seed=N} runs one seed, {@code -Draft.seeds=N} that many.
 */
@Tag("computes")
class RandomScheduleTest {
    private static final int STEPS = 6000;

    static LongStream seeds() {
        Long seed = Long.getLong("raft.seed");
        return seed != null ? LongStream.of(seed) : LongStream.range(0, Long.getLong("raft.seeds", 300));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cluster_randomFaults_keepsTheOathAndRecovers(long seed) {
        new Run(seed).play();
    }

    @Test
    void schedules_thirtySeeds_meetWhatTheyAreFor() {
        TreeMap<String, Integer> seen = new TreeMap<>();
        for (long seed = 1000; seed < 1030; seed++) {
            Run run = new Run(seed);
            run.play();
            run.seen.forEach((event, count) -> seen.merge(event, count, Integer::sum));
        }
        assertThat(seen)
                .containsKeys(
                        "ReadState",
                        "ElectionWon",
                        "ElectionPostponed",
                        "SteppedDown",
                        "VoteIgnored",
                        "LogTruncated",
                        "AppendRejected",
                        "SnapshotAccepted",
                        "SnapshotIgnored",
                        "ConfChanged",
                        "LogRegained",
                        "PeerLostLog",
                        "TransferStarted",
                        "TransferAborted");
    }

    @Test
    void run_sameSeed_sameHistory() {
        List<String> histories = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Run run = new Run(7);
            run.play();
            histories.add(run.history());
        }
        assertThat(histories.get(0)).isEqualTo(histories.get(1));
    }

    private static final class Run {
        private final SplittableRandom random;
        private final TreeMap<Long, CoreDriver> members = new TreeMap<>();
        private final List<Letter> network = new ArrayList<>();
        private final Oath oath = new Oath(1);

        /** Commit index known anywhere when a read was asked for, by its context. */
        private final TreeMap<Long, Long> reads = new TreeMap<>();

        private final TreeSet<Long> cutOff = new TreeSet<>();
        private final boolean confChanges;
        private final int lossPercent;
        private final int faultsPerMille;
        private final int crashPercent;

        /** How often a disk or a state machine does not get on when it could. */
        private final int slowDiskPercent;

        private final int slowApplyPercent;
        private long nextContext;
        private int nextCommand;

        /** How often each kind of event was seen. */
        private final TreeMap<String, Integer> seen = new TreeMap<>();

        Run(long seed) {
            random = new SplittableRandom(seed);
            int size = List.of(3, 3, 3, 4, 5).get(random.nextInt(5));
            confChanges = random.nextBoolean();
            lossPercent = random.nextInt(15);
            faultsPerMille = random.nextInt(100);
            crashPercent = random.nextInt(4) == 0 ? 60 : random.nextInt(10);
            slowDiskPercent = random.nextBoolean() ? 75 : 0;
            slowApplyPercent = random.nextInt(3) == 0 ? 95 : 0;
            TreeSet<Long> voters = new TreeSet<>();
            for (long id = 1; id <= size; id++) {
                voters.add(id);
            }
            ConfState confState = ConfState.of(voters, List.of());
            EntryId start = new EntryId(1, 1);
            for (long id : voters) {
                members.put(
                        id,
                        new CoreDriver(
                                config(id),
                                new HardState(1, 0, 1),
                                State.of(start, confState),
                                List.of(),
                                new Random(random.nextLong())));
            }
        }

        private RaftConfig config(long id) {
            return RaftConfig.of(id)
                    .ticks(6, 1)
                    .appendBytesMax(1 + random.nextInt(40))
                    .inflightsMax(1 + random.nextInt(6), 30)
                    .uncommittedBytesMax(200)
                    .applyMax(1 + random.nextInt(20), 40)
                    .logLimits(new LogLimits(random.nextInt(30), 400))
                    .scrutiny(Scrutiny.DEAR)
                    .build();
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                CoreDriver member = pick();
                if (random.nextInt(1000) < faultsPerMille) {
                    disturb(member, random.nextInt(100) < crashPercent ? 0 : random.nextInt(20));
                } else {
                    act(member, random.nextInt(97));
                }
                oath.check(member);
                if (step % 100 == 0) {
                    oath.checkLogs(members.values());
                }
            }
            recover();
        }

        String history() {
            StringBuilder text = new StringBuilder();
            for (CoreDriver member : members.values()) {
                text.append(member.state()).append(member.core().status()).append('\n');
            }
            return text.toString();
        }

        private CoreDriver pick() {
            int nth = random.nextInt(members.size());
            return List.copyOf(members.values()).get(nth);
        }

        private void act(CoreDriver member, int dice) {
            if (dice < 36) {
                deliver(random.nextInt(8));
            } else if (dice < 61) {
                ready(member);
            } else if (dice < 73) {
                persist(member);
            } else if (dice < 81) {
                apply(member);
            } else if (dice < 89) {
                member.core().tick();
            } else if (dice < 94) {
                propose(member);
            } else {
                read(member);
            }
        }

        private void disturb(CoreDriver member, int dice) {
            switch (dice) {
                case 0 -> crash(member);
                case 1, 2 -> member.flushState();
                case 3 -> toggle(member.id());
                case 4 -> member.core().transferLeadership(pick().id());
                case 5 -> member.core().campaign();
                case 6, 7 -> member.core().compactTo(member.core().appliedIndex() - random.nextInt(5));
                case 8, 9 -> changeConf(member);
                case 10, 11, 12 -> toggle(member.id());
                case 13 -> isolateLeader();
                case 14 -> {
                    if (!network.isEmpty()) {
                        network.add(network.get(random.nextInt(network.size())));
                    }
                }
                case 15 -> loseLog(member);
                default -> member.core().tick();
            }
        }

        private long regaining() {
            return members.values().stream()
                    .filter(member -> member.core().isRegaining())
                    .count();
        }

        /** The disk of a minority at most loses the end of the log, or all of it. */
        private void loseLog(CoreDriver member) {
            if (confChanges || regaining() + 1 > (members.size() - 1) / 2) {
                return;
            }
            cutOff.clear();
            int lost = random.nextInt(4) == 0 ? member.writtenCount() : random.nextInt(10);
            member.loseLog(Math.max(0, member.writtenCount() - lost));
        }

        /** Power fails here, or everywhere at once; mostly nothing of what was in flight reached the disk. */
        private void crash(CoreDriver member) {
            for (CoreDriver hit : random.nextInt(3) == 0 ? List.copyOf(members.values()) : List.of(member)) {
                int written = random.nextBoolean() ? 0 : random.nextInt(hit.persistingCount() + 1);
                hit.restart(written, random.nextBoolean());
                reads.keySet().removeIf(context -> context % 10 == hit.id());
            }
        }

        private void toggle(long id) {
            if (!cutOff.remove(id) && cutOff.size() < 2 - regaining()) {
                cutOff.add(id);
            }
        }

        /** The leader goes on alone for a while: what it appends now has to be truncated later. */
        private void isolateLeader() {
            CoreDriver leader = leader();
            if (leader != null) {
                cutOff.clear();
                cutOff.add(leader.id());
                for (int i = 0; i < 3; i++) {
                    propose(leader);
                }
            }
        }

        private void changeConf(CoreDriver member) {
            if (!confChanges) {
                return;
            }
            long target = pick().id();
            String kind = List.of("v", "l", "r", "v").get(random.nextInt(4));
            if (!kind.equals("v") && member.core().confState().voters().size() <= 2) {
                return;
            }
            member.core().proposeConfChange(ConfChangeText.encode(kind + target));
        }

        private void propose(CoreDriver member) {
            member.core().propose(Bytes.utf8("c" + nextCommand++));
        }

        private void read(CoreDriver member) {
            nextContext += 10;
            long context = nextContext + member.id();
            if (member.core().readIndex(context)) {
                reads.put(context, oath.lastCommitted());
            }
        }

        private void ready(CoreDriver member) {
            if (!member.core().hasReady()) {
                return;
            }
            Ready ready = member.ready();
            for (ReadState read : ready.readStates()) {
                Long asked = reads.remove(read.context());
                if (asked != null) {
                    seen.merge("ReadState", 1, Integer::sum);
                    assertThat(read.index()).as("read %s", read.context()).isGreaterThanOrEqualTo(asked);
                }
            }
            for (RaftEvent event : ready.events()) {
                seen.merge(event.getClass().getSimpleName(), 1, Integer::sum);
            }
            ready.messages().forEach(message -> send(member, message));
        }

        private void persist(CoreDriver member) {
            if (!member.isPersisting() || random.nextInt(100) < slowDiskPercent) {
                return;
            }
            int count = 1 + random.nextInt(member.persistingCount());
            member.persistTogether(count).forEach(message -> send(member, message));
        }

        private void apply(CoreDriver member) {
            if (member.isApplying() && random.nextInt(100) >= slowApplyPercent) {
                member.apply();
            }
        }

        private void send(CoreDriver from, Message message) {
            boolean lost = random.nextInt(100) < lossPercent
                    || cutOff.contains(message.from())
                    || cutOff.contains(message.to());
            if (!lost) {
                network.add(from.letter(message));
            } else if (message instanceof InstallSnapshot) {
                from.core().step(new SnapshotReport(message.to(), message.from(), true));
            } else if (random.nextBoolean()) {
                from.core().step(new PeerUnreachable(message.to(), message.from()));
            }
        }

        /** Takes letters out of the middle now and then, so that they overtake each other. */
        private void deliver(int count) {
            for (int i = 0; i < count && !network.isEmpty(); i++) {
                int at = random.nextInt(4) == 0 ? random.nextInt(network.size()) : 0;
                Letter letter = network.remove(at);
                receive(letter);
            }
        }

        private void receive(Letter letter) {
            CoreDriver to = members.get(letter.message().to());
            if (to == null) {
                return;
            }
            to.receive(letter);
            oath.check(to);
            if (letter.message() instanceof InstallSnapshot install && members.get(install.from()) != null) {
                members.get(install.from()).core().step(new SnapshotReport(install.to(), install.from(), false));
            }
        }

        /** Nothing fails any more: there is a leader soon, a new command commits, and everybody has it. */
        private void recover() {
            cutOff.clear();
            long before = oath.lastCommitted();
            for (int round = 0; round < 200; round++) {
                for (CoreDriver member : members.values()) {
                    member.core().tick();
                }
                settle();
                CoreDriver leader = leader();
                if (leader != null && isAgreed(leader)) {
                    break;
                }
                if (leader != null && round % 5 == 4) {
                    // One that a deposed leader took may be lost, so try again.
                    leader.core().propose(Bytes.utf8("the end"));
                }
            }
            oath.checkLogs(members.values());
            CoreDriver leader = leader();
            assertThat(leader != null && isAgreed(leader))
                    .as("agreement after the faults: %s", describe())
                    .isTrue();
            assertThat(oath.lastCommitted()).isGreaterThan(before);
        }

        private void settle() {
            boolean busy = true;
            for (int turn = 0; busy && turn < 2000; turn++) {
                busy = !network.isEmpty();
                List<Letter> letters = List.copyOf(network);
                network.clear();
                letters.forEach(this::receive);
                for (CoreDriver member : members.values()) {
                    busy |= member.core().hasReady() || member.isPersisting() || member.isApplying();
                    if (member.core().hasReady()) {
                        member.ready().messages().forEach(message -> network.add(member.letter(message)));
                    }
                    while (member.isPersisting()) {
                        member.persist().messagesAfterDurable().forEach(message -> network.add(member.letter(message)));
                    }
                    while (member.isApplying()) {
                        member.apply();
                    }
                    oath.check(member);
                }
            }
            assertThat(busy).as("still busy: %s", describe()).isFalse();
        }

        private @Nullable CoreDriver leader() {
            CoreDriver best = null;
            for (CoreDriver member : members.values()) {
                boolean leads = member.core().role() == RoleKind.LEADER;
                if (leads && (best == null || best.core().term() < member.core().term())) {
                    best = member;
                }
            }
            return best;
        }

        private boolean isAgreed(CoreDriver leader) {
            String end = Bytes.utf8("the end").toString();
            boolean done = leader.state().applied().stream()
                    .anyMatch(entry -> entry.data().toString().equals(end));
            for (CoreDriver member : members.values()) {
                boolean belongs = leader.core().confState().contains(member.id());
                done &= !belongs
                        || member.state().applied().equals(leader.state().applied());
            }
            return done;
        }

        private String describe() {
            StringBuilder text = new StringBuilder();
            members.values()
                    .forEach(member -> text.append('\n').append(member.core().status()));
            return text.toString();
        }
    }
}
