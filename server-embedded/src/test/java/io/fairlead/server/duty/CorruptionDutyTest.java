package io.fairlead.server.duty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Member 1 leads a cluster of three whose hashes a test says, a comparison each second. */
class CorruptionDutyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Answer<MessageLite> DONE = Answer.ok(AlarmResponse.getDefaultInstance());
    private static final KvHash OWN = new KvHash(10, 7, -1);

    private final Mailbox<DutyInput> mailbox = new Mailbox<>(16);
    private final Cluster cluster = new Cluster();
    private final List<Long> accused = new ArrayList<>();
    private Answer<MessageLite> outcome = DONE;

    /** Hashes and answers as a test sets them. */
    private static final class Cluster implements ComparedKeys {
        Answer<HashReport> own = Answer.ok(new HashReport(5, 7, Optional.of(OWN)));
        final Map<Long, CompletableFuture<Answer<HashReport>>> reports = new HashMap<>();
        List<KvHash> compactions = List.of();
        Answer<Long> barrier = Answer.ok(5L);
        final Set<Long> alarmed = new HashSet<>();
        final List<String> asked = new ArrayList<>();
        int told;

        @Override
        public long selfId() {
            return 1;
        }

        @Override
        public List<Long> others() {
            return List.of(2L, 3L);
        }

        @Override
        public long revision() {
            return 7;
        }

        @Override
        public CompletableFuture<Answer<HashReport>> ownReport(long revision) {
            return CompletableFuture.completedFuture(own);
        }

        @Override
        public CompletableFuture<Answer<HashReport>> report(long memberId, long revision) {
            asked.add(memberId + "@" + revision);
            return reports.getOrDefault(memberId, CompletableFuture.completedFuture(Answer.refused(EtcdError.TIMEOUT)));
        }

        @Override
        public List<KvHash> compactionHashes() {
            return compactions;
        }

        @Override
        public CompletableFuture<Answer<Long>> barrier() {
            return CompletableFuture.completedFuture(barrier);
        }

        @Override
        public boolean isAlarmed(long memberId) {
            return alarmed.contains(memberId);
        }

        @Override
        public void tell(HashVote vote) {
            told++;
        }

        void answers(long memberId, int hash, long revision, long compacted) {
            reports.put(
                    memberId,
                    CompletableFuture.completedFuture(
                            Answer.ok(new HashReport(5, 7, Optional.of(new KvHash(hash, revision, compacted))))));
        }
    }

    private CompletableFuture<Answer<MessageLite>> propose(long term, CommandKind kind, MessageLite request) {
        assertThat(kind).isEqualTo(CommandKind.ALARM);
        AlarmRequest alarm = (AlarmRequest) request;
        assertThat(alarm.getAction()).isEqualTo(AlarmRequest.AlarmAction.ACTIVATE);
        assertThat(alarm.getAlarm()).isEqualTo(AlarmType.CORRUPT);
        accused.add(alarm.getMemberID());
        return CompletableFuture.completedFuture(outcome);
    }

    private DutyLoop loop(long periodSeconds, long compactionSeconds) {
        CorruptionDuty duty = CorruptionDuty.of(
                        new CorruptionChecks(periodSeconds * SECOND, compactionSeconds * SECOND),
                        cluster,
                        this::propose,
                        mailbox)
                .orElseThrow();
        return new DutyLoop(mailbox, List.of(duty));
    }

    private void run(DutyLoop loop, long untilSecond) {
        while (mailbox.size() > 0 || loop.deadlineNanos() <= untilSecond * SECOND) {
            loop.turn(mailbox.size() > 0 ? 0 : loop.deadlineNanos());
        }
    }

    @Test
    void nothingAsked_thereIsNoDuty() {
        assertThat(CorruptionDuty.of(CorruptionChecks.NONE, cluster, this::propose, mailbox))
                .isEmpty();
    }

    @Test
    void newest_equalKeys_noAlarmAndAnotherLookEachPeriod() {
        cluster.answers(2, 10, 7, -1);
        cluster.answers(3, 10, 7, -1);
        DutyLoop loop = loop(1, 0);
        loop.leads(1);
        run(loop, 3);
        assertThat(cluster.asked).containsExactly("2@7", "3@7", "2@7", "3@7", "2@7", "3@7");
        assertThat(accused).isEmpty();
        assertThat(cluster.told).isZero();
    }

    @Test
    void newest_oneDiffers_isAccusedOnce() {
        cluster.answers(2, 10, 7, -1);
        cluster.answers(3, 99, 7, -1);
        DutyLoop loop = loop(1, 0);
        loop.leads(1);
        run(loop, 1);
        cluster.alarmed.add(3L);
        run(loop, 3);
        assertThat(accused).containsExactly(3L);
        assertThat(cluster.told).isEqualTo(3);
    }

    @Test
    void newest_differenceWithoutMajority_accusesNobodyByName() {
        cluster.answers(3, 99, 7, -1);
        DutyLoop loop = loop(1, 0);
        loop.leads(1);
        run(loop, 1);
        assertThat(accused).containsExactly(0L);
    }

    @Test
    void newest_ownHashOrConfirmationMissing_nothingIsCompared() {
        cluster.answers(3, 99, 7, -1);
        cluster.barrier = Answer.refused(EtcdError.TIMEOUT);
        DutyLoop loop = loop(1, 0);
        loop.leads(1);
        run(loop, 1);
        cluster.barrier = Answer.ok(5L);
        cluster.own = Answer.refused(EtcdError.TOO_MANY_REQUESTS);
        run(loop, 2);
        assertThat(accused).isEmpty();
        assertThat(cluster.asked).isEmpty();
    }

    @Test
    void member_thatDoesNotLead_comparesNothing() {
        DutyLoop loop = loop(1, 1);
        assertThat(loop.deadlineNanos()).isEqualTo(Loop.NEVER);
        loop.leads(1);
        run(loop, 0);
        loop.leads(0);
        run(loop, 0);
        assertThat(loop.deadlineNanos()).isEqualTo(Loop.NEVER);
        assertThat(cluster.asked).isEmpty();
    }

    @Test
    void comparison_endsAfterTheLead_accusesNobody() {
        CompletableFuture<Answer<HashReport>> late = new CompletableFuture<>();
        cluster.answers(2, 10, 7, -1);
        cluster.reports.put(3L, late);
        DutyLoop loop = loop(1, 0);
        loop.leads(1);
        run(loop, 1);
        loop.leads(0);
        late.complete(Answer.ok(new HashReport(5, 7, Optional.of(new KvHash(99, 7, -1)))));
        run(loop, 1);
        assertThat(cluster.told).isEqualTo(1);
        assertThat(accused).isEmpty();
    }

    @Test
    void memberThatNeverAnswers_holdsUpOneComparisonOnly() {
        cluster.reports.put(3L, new CompletableFuture<>());
        DutyLoop loop = loop(1, 0);
        loop.leads(1);
        run(loop, 1);
        assertThat(loop.deadlineNanos()).isEqualTo(Loop.NEVER);
        assertThat(cluster.asked).containsExactly("2@7", "3@7");
    }

    @Test
    void comparison_breaks_endsTheLoop() {
        cluster.reports.put(3L, CompletableFuture.failedFuture(new IllegalStateException("x")));
        DutyLoop loop = loop(1, 0);
        loop.leads(1);
        assertThatThrownBy(() -> run(loop, 1)).hasMessage("a comparison of members broke");
    }

    @Test
    void compactions_equalAtTheNewest_areNotAskedForAgain() {
        cluster.compactions = List.of(new KvHash(20, 6, 4), new KvHash(30, 4, -1));
        cluster.answers(2, 20, 6, 4);
        cluster.answers(3, 20, 6, 4);
        DutyLoop loop = loop(0, 1);
        loop.leads(1);
        run(loop, 3);
        assertThat(cluster.asked).containsExactly("2@6", "3@6");
        assertThat(accused).isEmpty();
    }

    @Test
    void compactions_memberLacksTheNewest_olderOnesAreComparedToo() {
        cluster.compactions = List.of(new KvHash(20, 6, 4), new KvHash(30, 4, -1));
        cluster.answers(2, 30, 4, -1);
        cluster.answers(3, 31, 4, -1);
        DutyLoop loop = loop(0, 1);
        loop.leads(1);
        run(loop, 1);
        assertThat(cluster.asked).containsExactly("2@6", "3@6", "2@4", "3@4");
        assertThat(accused).containsExactly(3L);
    }

    @Test
    void compactions_alarmIsRefused_isRaisedAgain() {
        cluster.compactions = List.of(new KvHash(20, 6, 4));
        cluster.answers(2, 20, 6, 4);
        cluster.answers(3, 21, 6, 4);
        outcome = Answer.refused(EtcdError.TOO_MANY_REQUESTS);
        DutyLoop loop = loop(0, 1);
        loop.leads(1);
        run(loop, 1);
        outcome = DONE;
        run(loop, 4);
        assertThat(accused).containsExactly(3L, 3L);
    }
}
