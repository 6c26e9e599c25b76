package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters without any other trouble whose disks are full: who goes on, who refuses, and that all come back by themselves. */
class FullDiskClusterTest {
    private static final long SECOND = FaultPlan.SECOND;
    private static final long LIMIT = 30 * SECOND;

    /** Longer than a call lasts. */
    private static final long ALL_ANSWERED = 10 * SECOND;

    private final Set<String> answered = new TreeSet<>();
    private @Nullable SimCluster made;
    private int puts;

    @Test
    void leader_full_handsOverAtOnceAndTheOthersLoseNoTime() {
        start(3);
        SimMember full = leader();
        full.disk().limit(0);
        SimMember other = otherThan(full);

        await(() -> isFull(full) || !tryPut(full), "the leader to notice");
        await(() -> leaderKnownTo(other) != full.id() && leaderKnownTo(other) != 0, "another leader");
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Answer<MessageLite>> put = put(other);
            await(put::isDone, "an answer");
            assertThat(put.join()).isInstanceOf(Answer.Ok.class);
        }
        await(() -> isFull(full), "the alarm of the member that was full");
        assertThat(put(full).getNow(null)).isEqualTo(Answer.refused(EtcdError.NO_SPACE));
        assertThat(full.lives()).isEqualTo(1);

        full.disk().unlimited();
        await(() -> !isFull(full), "the member to go on");
        CompletableFuture<Answer<MessageLite>> put = put(full);
        await(put::isDone, "an answer");
        assertThat(put.join()).isInstanceOf(Answer.Ok.class);
        end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void everybody_full_refusesWritesAtOnceServesReadsAndGoesOn(int members) {
        start(members);
        Set<String> answeredBefore = Set.copyOf(answered);
        cluster().members().forEach(member -> member.disk().limit(5_000));
        await(
                () -> {
                    boolean unusedTaken = tryPut(cluster().members().get(puts % members));
                    return cluster().members().stream().allMatch(FullDiskClusterTest::isFull);
                },
                "everybody to notice");
        world().runUntil(world().nowNanos() + ALL_ANSWERED);

        for (SimMember member : cluster().members()) {
            assertThat(put(member).getNow(null)).isEqualTo(Answer.refused(EtcdError.NO_SPACE));
            assertThat(keysAt(member)).containsAll(answeredBefore);
        }
        await(() -> cluster().leader().isPresent(), "a leader");
        CompletableFuture<Answer<Long>> barrier = nodeOf(leader()).linearizableReadBarrier();
        await(barrier::isDone, "a linearizable read");
        // Whoever leads may offer it to others, but they do not pass it around.
        long termBefore = nodeOf(leader()).status().term();
        world().runUntil(world().nowNanos() + 20 * SECOND);
        assertThat(nodeOf(leader()).status().term()).isLessThanOrEqualTo(termBefore + members);

        cluster().members().forEach(member -> member.disk().unlimited());
        await(() -> cluster().members().stream().noneMatch(FullDiskClusterTest::isFull), "everybody to go on");
        CompletableFuture<Answer<MessageLite>> put = put(cluster().members().get(0));
        await(put::isDone, "an answer");
        assertThat(put.join()).isInstanceOf(Answer.Ok.class);
        assertThat(cluster().members()).allMatch(member -> member.lives() == 1);
        end();
    }

    /** Callers of members that have space hear at once what they would wait for in vain, and nobody passes leadership around. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void majority_fullWithoutItsLeader_isKnownToAllWhoHaveSpace(int members) {
        start(members);
        SimMember leader = leader();
        List<SimMember> full = cluster().members().stream()
                .filter(member -> member != leader)
                .limit(members / 2 + 1)
                .toList();
        full.forEach(member -> member.disk().limit(0));
        for (SimMember member : cluster().members()) {
            await(() -> !tryPut(member), member.name() + " to know");
        }
        assertThat(put(leader).getNow(null)).isEqualTo(Answer.refused(EtcdError.NO_SPACE));
        long term = nodeOf(leader).status().term();
        CompletableFuture<Answer<Long>> barrier = nodeOf(leader).linearizableReadBarrier();
        await(barrier::isDone, "a linearizable read");
        assertThat(barrier.join()).isInstanceOf(Answer.Ok.class);

        full.get(0).disk().unlimited();
        await(() -> tryPut(leader), "the leader to go on");
        assertThat(nodeOf(leader).status().term()).isEqualTo(term);
        CompletableFuture<Answer<MessageLite>> put = put(leader);
        await(put::isDone, "an answer");
        assertThat(put.join()).isInstanceOf(Answer.Ok.class);
        full.forEach(member -> member.disk().unlimited());
        end();
    }

    @Test
    void minority_full_keepsNobodyElseFromWriting() {
        start(5);
        SimMember leader = leader();
        List<SimMember> full = cluster().members().stream()
                .filter(member -> member != leader)
                .limit(2)
                .toList();
        full.forEach(member -> member.disk().limit(0));
        for (int i = 0; i < 60; i++) {
            CompletableFuture<Answer<MessageLite>> put = put(leader);
            await(put::isDone, "an answer");
            assertThat(put.join()).isInstanceOf(Answer.Ok.class);
        }
        assertThat(full).allMatch(FullDiskClusterTest::isFull);
        full.forEach(member -> member.disk().unlimited());
        end();
    }

    /** What was kept for lack of space was promised to nobody: power may go out meanwhile. */
    @Test
    void everybody_fullAndThenWithoutPower_hasAllThatWasAnswered() {
        start(3);
        cluster().members().forEach(member -> member.disk().limit(5_000));
        await(
                () -> {
                    boolean unusedTaken = tryPut(cluster().members().get(puts % 3));
                    return cluster().members().stream().allMatch(FullDiskClusterTest::isFull);
                },
                "everybody to notice");
        cluster().members().forEach(member -> {
            member.crash(true);
            member.disk().unlimited();
        });
        end();
    }

    private void start(int members) {
        SplittableRandom random = new SplittableRandom(members);
        made = new SimCluster(FaultPlan.quiet(members, FaultPlan.draw(random).tuning()), random);
        cluster().members().forEach(SimMember::start);
        await(() -> cluster().leader().isPresent(), "a leader");
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Answer<MessageLite>> put = put(cluster().members().get(i % members));
            await(put::isDone, "an answer");
        }
    }

    /** All agree, and each has what was answered. */
    private void end() {
        cluster().calmDown();
        await(this::agree, "agreement");
        for (SimMember member : cluster().members()) {
            assertThat(keysAt(member)).containsAll(answered);
        }
    }

    private SimCluster cluster() {
        return Objects.requireNonNull(made);
    }

    private SimScheduler world() {
        return cluster().world();
    }

    /** Whether it was taken; if so, an answer may never come. */
    private boolean tryPut(SimMember member) {
        CompletableFuture<Answer<MessageLite>> put = put(member);
        world().runUntil(world().nowNanos() + SECOND / 20);
        return !(put.getNow(null) instanceof Answer.Refused);
    }

    private CompletableFuture<Answer<MessageLite>> put(SimMember member) {
        String key = "k" + puts++;
        PutRequest request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8("v".repeat(400)))
                .build();
        CompletableFuture<Answer<MessageLite>> put = nodeOf(member).propose(CommandKind.PUT, request, Requester.NONE);
        var unused = put.thenAccept(answer -> {
            if (answer instanceof Answer.Ok) {
                answered.add(key);
            }
        });
        return put;
    }

    private static Set<String> keysAt(SimMember member) {
        RangeRequest all = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setRangeEnd(ByteString.copyFromUtf8("l"))
                .setSerializable(true)
                .build();
        Set<String> keys = new TreeSet<>();
        if (nodeOf(member).range(all, Requester.NONE).getNow(null) instanceof Answer.Ok<RangeResponse> ok) {
            ok.value().getKvsList().forEach(kv -> keys.add(kv.getKey().toStringUtf8()));
        }
        return keys;
    }

    private static boolean isFull(SimMember member) {
        return !nodeOf(member).status().alarms().isEmpty();
    }

    private static long leaderKnownTo(SimMember member) {
        return nodeOf(member).glance().leaderId();
    }

    private SimMember leader() {
        return cluster().leader().orElseThrow();
    }

    private SimMember otherThan(SimMember member) {
        return cluster().members().stream()
                .filter(other -> other != member)
                .findFirst()
                .orElseThrow();
    }

    private boolean agree() {
        NodeStatus first = null;
        for (SimMember member : cluster().members()) {
            if (member.node() == null || cluster().leader().isEmpty()) {
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

    private void await(BooleanSupplier condition, String what) {
        long deadline = world().nowNanos() + LIMIT;
        while (!condition.getAsBoolean()) {
            assertThat(world().step(deadline)).as("waited in vain for %s", what).isTrue();
        }
    }

    private static Node nodeOf(SimMember member) {
        return Objects.requireNonNull(member.node());
    }
}
