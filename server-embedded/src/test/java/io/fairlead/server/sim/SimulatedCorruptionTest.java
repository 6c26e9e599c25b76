package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.duty.CorruptionChecks;
import io.fairlead.server.node.Node;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.Tampering;
import io.fairlead.server.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member whose keys are not those of the others, in virtual time: whoever leads finds it within a few periods. */
class SimulatedCorruptionTest {
    private static final long SECOND = 1_000_000_000L;
    private static final CorruptionChecks NEWEST = new CorruptionChecks(2 * SECOND, 0);
    private static final CorruptionChecks COMPACTIONS = new CorruptionChecks(0, 2 * SECOND);

    private final SimCluster cluster = threeMembers();

    private static SimCluster threeMembers() {
        for (long seed = 1; ; seed++) {
            FaultPlan plan = FaultPlan.draw(new SplittableRandom(seed));
            if (plan.members() == 3) {
                return new SimCluster(plan, new SplittableRandom(7));
            }
        }
    }

    @Test
    void followersKeysDiffer_itsAlarmIsRaisedAndWritesAreRefused() throws IOException {
        start(NEWEST);
        SimMember victim = follower();
        tamper(victim, Tampering::addKey);
        run(20);
        assertThat(alarms()).containsExactly(corrupt(victim.id()));
        assertThat(put("x")).isEqualTo(Answer.refused(EtcdError.CORRUPT));
    }

    @Test
    void followerHasARevisionThatIsInNoLog_itsAlarmIsRaised() throws IOException {
        start(NEWEST);
        SimMember victim = follower();
        tamper(victim, Tampering::addRevision);
        run(20);
        assertThat(alarms()).containsExactly(corrupt(victim.id()));
    }

    @Test
    void leadersKeysDiffer_itAccusesItself() throws IOException {
        start(CorruptionChecks.NONE);
        SimMember victim = follower();
        victim.compare(NEWEST);
        tamper(victim, Tampering::addKey);
        lead(victim);
        run(20);
        assertThat(alarms()).containsExactly(corrupt(victim.id()));
    }

    @Test
    void leaderHasARevisionThatIsInNoLog_theAlarmNamesNobody() throws IOException {
        start(CorruptionChecks.NONE);
        SimMember victim = follower();
        victim.compare(NEWEST);
        tamper(victim, Tampering::addRevision);
        lead(victim);
        run(20);
        assertThat(alarms()).containsExactly(corrupt(0));
    }

    @Test
    void compaction_findsWhoDiffers() throws IOException {
        start(COMPACTIONS);
        SimMember victim = follower();
        tamper(victim, Tampering::addKey);
        run(10);
        assertThat(alarms()).isEmpty();
        MessageLite request = CompactionRequest.newBuilder().setRevision(6).build();
        assertThat(propose(CommandKind.COMPACTION, request)).isInstanceOf(Answer.Ok.class);
        run(20);
        assertThat(alarms()).containsExactly(corrupt(victim.id()));
    }

    @Test
    void equalMembers_underWritesAndCompactions_raiseNothing() {
        start(new CorruptionChecks(SECOND, SECOND));
        for (int i = 0; i < 20; i++) {
            put("more" + i);
            if (i % 3 == 0) {
                propose(
                        CommandKind.COMPACTION,
                        CompactionRequest.newBuilder().setRevision(3 + i).build());
            }
            run(1);
        }
        assertThat(alarms()).isEmpty();
    }

    /** How the files of a member that is down are changed. */
    @FunctionalInterface
    private interface Change {
        void apply(Disk disk, Path state, FileOwner owner) throws IOException;
    }

    private void start(CorruptionChecks checks) {
        cluster.calmDown();
        cluster.members().forEach(member -> {
            member.compare(checks);
            member.start();
        });
        run(5);
        for (int i = 0; i < 5; i++) {
            assertThat(put("key" + i)).isInstanceOf(Answer.Ok.class);
        }
    }

    private void tamper(SimMember victim, Change change) throws IOException {
        run(1);
        victim.crash(false);
        change.apply(victim.disk(), SimMember.STATE, new FileOwner(cluster.clusterId(), victim.id()));
        victim.start();
        run(1);
    }

    private void lead(SimMember member) {
        var unused = leader().transferLeadership(member.id());
        run(1);
        assertThat(leader().status().memberId()).isEqualTo(member.id());
    }

    private void run(long seconds) {
        cluster.world().runUntil(cluster.world().nowNanos() + seconds * SECOND);
    }

    private Node leader() {
        return Optional.ofNullable(cluster.leader().orElseThrow().node()).orElseThrow();
    }

    private SimMember follower() {
        SimMember leader = cluster.leader().orElseThrow();
        return cluster.members().stream()
                .filter(member -> member != leader)
                .findFirst()
                .orElseThrow();
    }

    private Answer<?> put(String key) {
        return propose(
                CommandKind.PUT,
                PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build());
    }

    private Answer<?> propose(CommandKind kind, MessageLite request) {
        CompletableFuture<Answer<MessageLite>> answer = new CompletableFuture<>();
        cluster.leader().orElseThrow().run(() -> {
            var unused = leader().propose(kind, request, Requester.NONE).thenAccept(answer::complete);
        });
        while (!answer.isDone()) {
            assertThat(cluster.world().step(Long.MAX_VALUE)).isTrue();
        }
        return answer.join();
    }

    private List<AlarmMember> alarms() {
        return leader().status().alarms();
    }

    private static AlarmMember corrupt(long memberId) {
        return AlarmMember.newBuilder()
                .setMemberID(memberId)
                .setAlarm(AlarmType.CORRUPT)
                .build();
    }
}
