package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.membership.MemberChange;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeLimits;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.watch.WatchEvent;
import io.fairlead.server.watch.WatchReceiver;
import io.fairlead.server.watch.WatchSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three busy members without any other trouble: each named place is come by, and a crash there costs nothing that was answered. */
class FailpointCrashTest {
    private static final long MILLI = FaultPlan.MILLI;
    private static final long SECOND = FaultPlan.SECOND;
    private static final long LIMIT = 60 * SECOND;

    /** Those that only a member reaches that gets a whole state. */
    private static final Set<Failpoint> WITH_A_STATE_RECEIVED = EnumSet.of(
            Failpoint.RAFT_BEFORE_APPLY_SNAP, Failpoint.RAFT_AFTER_APPLY_SNAP, Failpoint.APPLY_BEFORE_OPEN_SNAPSHOT);

    private final SimCluster cluster = new SimCluster(
            FaultPlan.quiet(3, new Tuning(false, 20, 10, 1 << 14, 1, NodeLimits.DEFAULT, Scrutiny.DEAR)),
            new SplittableRandom(11));
    private final SafetyChecks checks = new SafetyChecks(cluster);
    private final SimScheduler world = cluster.world();
    private final Map<String, String> answered = new TreeMap<>();
    private final Set<Long> learners = new TreeSet<>();
    private int puts;
    private boolean busy = true;

    @ParameterizedTest
    @EnumSource
    void member_haltsAtFailpoint_comesBackAndNothingAnsweredIsLost(Failpoint point) {
        begin();
        SimMember victim = point == Failpoint.RAFT_BEFORE_LEADER_SEND ? leader() : follower();
        if (WITH_A_STATE_RECEIVED.contains(point)) {
            withWiresOf(victim, other -> {
                cluster.network().cut(victim.id(), other.id());
                cluster.network().cut(other.id(), victim.id());
            });
            world.runUntil(world.nowNanos() + 2 * SECOND);
            withWiresOf(victim, other -> {
                cluster.network().join(victim.id(), other.id());
                cluster.network().join(other.id(), victim.id());
            });
        }
        victim.failpoints().arm(point, "panic");

        await(() -> !victim.isUp(), "the halt");
        assertThat(cluster.tally().faults()).containsEntry(Fault.CRASH_AT_FAILPOINT, 1L);
        await(() -> victim.lives() == 2, "the restart");
        int before = answered.size();
        await(() -> answered.size() > before + 20, "answers afterwards");
        end();
    }

    @Test
    void everybody_sleepsAtEachFailpointNowAndThen_goesOn() {
        begin();
        for (SimMember member : cluster.members()) {
            for (Failpoint point : Failpoint.values()) {
                member.failpoints().arm(point, "5*off->3*sleep(\"150ms\")");
            }
        }
        await(() -> cluster.tally().faults().getOrDefault(Fault.SLEEP_AT_FAILPOINT, 0L) > 100, "sleeps");
        int before = answered.size();
        await(() -> answered.size() > before + 20, "answers afterwards");
        end();
        assertThat(cluster.everyone()).allMatch(member -> member.lives() == 1);
    }

    private void begin() {
        cluster.members().forEach(SimMember::start);
        await(() -> cluster.leader().isPresent(), "a leader");
        again(40 * MILLI, this::put);
        again(600 * MILLI, this::compact);
        again(900 * MILLI, this::changeMembership);
        again(
                800 * MILLI,
                () -> withEach(node -> {
                    var unused = node.defragment();
                }));
        again(
                500 * MILLI,
                () -> withEach(node -> {
                    var unused = node.watch(WatchSpec.of(Bytes.of(0), Bytes.of(0)), NOBODY);
                }));
        world.runUntil(world.nowNanos() + SECOND);
    }

    /** All agree, and each has what was answered. */
    private void end() {
        busy = false;
        cluster.calmDown();
        await(this::agree, "agreement");
        for (SimMember member : cluster.members()) {
            Map<String, String> content = new TreeMap<>();
            RangeRequest all = RangeRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("k"))
                    .setRangeEnd(ByteString.copyFromUtf8("l"))
                    .setSerializable(true)
                    .build();
            ok(nodeOf(member).range(all, Requester.NONE), RangeResponse.class)
                    .getKvsList()
                    .forEach(kv -> content.put(
                            kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8()));
            assertThat(content).containsAllEntriesOf(answered);
        }
        checks.end();
    }

    private void put() {
        int number = puts++;
        String key = "k" + number;
        String value = "v" + number;
        PutRequest request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
        with(cluster.members().get(number % 3), node -> {
            var unused = node.propose(CommandKind.PUT, request, Requester.NONE).thenAccept(answer -> {
                if (answer instanceof Answer.Ok) {
                    answered.put(key, value);
                }
            });
        });
    }

    private void compact() {
        with(cluster.members().get(puts % 3), node -> {
            CompactionRequest request =
                    CompactionRequest.newBuilder().setRevision(node.revision()).build();
            var unused = node.propose(CommandKind.COMPACTION, request, Requester.NONE);
        });
    }

    /** A learner without a machine comes, and goes. */
    private void changeMembership() {
        with(cluster.members().get(puts % 3), node -> {
            if (learners.isEmpty()) {
                var unused =
                        node.addMember(List.of("http://nobody:" + puts), true).thenAccept(this::added);
            } else {
                long id = learners.iterator().next();
                learners.remove(id);
                var unused = node.removeMember(id);
            }
        });
    }

    private void added(Answer<MemberChange> answer) {
        if (answer instanceof Answer.Ok<MemberChange> ok) {
            learners.add(ok.value().member().id());
        }
    }

    private void withEach(Consumer<Node> wish) {
        cluster.members().forEach(member -> with(member, wish));
    }

    private static void with(SimMember member, Consumer<Node> wish) {
        member.run(() -> {
            Node node = member.node();
            if (node != null) {
                wish.accept(node);
            }
        });
    }

    private void withWiresOf(SimMember victim, Consumer<SimMember> change) {
        cluster.members().stream().filter(other -> other != victim).forEach(change);
    }

    private void again(long nanos, Runnable action) {
        world.in(nanos, () -> {
            if (busy) {
                action.run();
                again(nanos, action);
            }
        });
    }

    private void await(BooleanSupplier condition, String what) {
        long deadline = world.nowNanos() + LIMIT;
        while (!condition.getAsBoolean()) {
            assertThat(world.step(deadline)).as("waited in vain for %s", what).isTrue();
        }
    }

    private boolean agree() {
        NodeStatus first = null;
        for (SimMember member : cluster.members()) {
            if (member.node() == null) {
                return false;
            }
            NodeStatus status = nodeOf(member).status();
            first = first == null ? status : first;
            if (status.appliedIndex() != first.appliedIndex() || status.commitIndex() != status.appliedIndex()) {
                return false;
            }
        }
        return true;
    }

    private SimMember leader() {
        return cluster.leader().orElseThrow();
    }

    private SimMember follower() {
        return cluster.members().stream()
                .filter(member -> member != leader())
                .findFirst()
                .orElseThrow();
    }

    private static Node nodeOf(SimMember member) {
        return Objects.requireNonNull(member.node());
    }

    private static <T> T ok(CompletableFuture<Answer<T>> future, Class<T> type) {
        Answer<T> answer = Objects.requireNonNull(future.getNow(null));
        assertThat(answer).isInstanceOf(Answer.Ok.class);
        return type.cast(((Answer.Ok<T>) answer).value());
    }

    /** Watches and keeps nothing. */
    private static final WatchReceiver NOBODY = new WatchReceiver() {
        @Override
        public void events(long revision, List<WatchEvent> events) {}

        @Override
        public void ended(EtcdError why, long compactRevision) {}
    };
}
