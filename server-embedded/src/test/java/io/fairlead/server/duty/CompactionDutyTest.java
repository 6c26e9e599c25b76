package io.fairlead.server.duty;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.exec.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** In the loop's own time: a revision a minute, turns when the loop asks for them. */
class CompactionDutyTest {
    private static final long MINUTE = 60_000_000_000L;
    private static final Answer<MessageLite> DONE = Answer.ok(CompactionResponse.getDefaultInstance());

    private final Mailbox<DutyInput> mailbox = new Mailbox<>(16);

    /** "minute: revision" of each compaction that was proposed. */
    private final List<String> proposed = new ArrayList<>();

    private CompletableFuture<Answer<MessageLite>> outcome = CompletableFuture.completedFuture(DONE);
    private long minute;

    private CompletableFuture<Answer<MessageLite>> propose(long term, CommandKind kind, MessageLite request) {
        assertThat(kind).isEqualTo(CommandKind.COMPACTION);
        assertThat(((CompactionRequest) request).getPhysical()).isFalse();
        proposed.add(minute + ": " + ((CompactionRequest) request).getRevision());
        return outcome;
    }

    private DutyLoop loop(CompactionPolicy policy) {
        return new DutyLoop(
                mailbox,
                List.of(CompactionDuty.of(policy, () -> 1000 + minute, this::propose, mailbox, 0)
                        .orElseThrow()));
    }

    /** Turns whenever the loop wants one, up to that minute. */
    private void run(DutyLoop loop, long untilMinute) {
        while (mailbox.size() > 0 || loop.deadlineNanos() <= untilMinute * MINUTE) {
            minute = mailbox.size() > 0 ? minute : loop.deadlineNanos() / MINUTE;
            loop.turn(minute * MINUTE);
        }
        minute = untilMinute;
    }

    private static CompactionPolicy hours(long count) {
        return new CompactionPolicy.KeepPeriod(count * 60 * MINUTE);
    }

    @Test
    void periodic_ofThreeHours_beginsAfterThreeAndGoesOnHourly() {
        DutyLoop loop = loop(hours(3));
        loop.leads(1);
        run(loop, 179);
        assertThat(proposed).isEmpty();
        run(loop, 181);
        assertThat(proposed).containsExactly("180: 1000");
        run(loop, 310);
        assertThat(proposed).containsExactly("180: 1000", "240: 1054", "300: 1114");
    }

    @Test
    void periodic_shorterThanAnHour_compactsEachPeriod() {
        DutyLoop loop = loop(new CompactionPolicy.KeepPeriod(20 * MINUTE));
        loop.leads(1);
        run(loop, 65);
        assertThat(proposed).containsExactly("20: 1000", "40: 1018", "60: 1038");
    }

    @Test
    void periodic_failure_isTriedAgainAtTheNextTick() {
        DutyLoop loop = loop(hours(1));
        loop.leads(1);
        outcome = CompletableFuture.completedFuture(Answer.refused(EtcdError.TOO_MANY_REQUESTS));
        run(loop, 61);
        outcome = CompletableFuture.completedFuture(DONE);
        run(loop, 119);
        assertThat(proposed).containsExactly("60: 1000", "66: 1000");
    }

    @Test
    void periodic_historyAlreadyCompacted_countsAsDone() {
        DutyLoop loop = loop(hours(1));
        loop.leads(1);
        outcome = CompletableFuture.completedFuture(Answer.refused(EtcdError.COMPACTED));
        run(loop, 119);
        assertThat(proposed).containsExactly("60: 1000");
    }

    @Test
    void periodic_outcomeOpen_nothingMoreIsProposed() {
        DutyLoop loop = loop(hours(1));
        loop.leads(1);
        outcome = new CompletableFuture<>();
        run(loop, 300);
        assertThat(proposed).containsExactly("60: 1000");
        outcome.completeExceptionally(new IllegalStateException("broken"));
        outcome = CompletableFuture.completedFuture(DONE);
        run(loop, 307);
        assertThat(proposed).containsExactly("60: 1000", "306: 1240");
    }

    @Test
    void follower_compactsNothingAndKnowsThePastWhenItLeads() {
        DutyLoop loop = loop(hours(1));
        run(loop, 200);
        assertThat(proposed).isEmpty();
        loop.leads(2);
        run(loop, 205);
        assertThat(proposed).containsExactly("204: 1138");
        loop.leads(0);
        run(loop, 400);
        assertThat(proposed).hasSize(1);
    }

    @Test
    void revisions_everyFiveMinutes_keepsTheDistance() {
        DutyLoop loop = loop(new CompactionPolicy.KeepRevisions(1003));
        loop.leads(1);
        run(loop, 16);
        assertThat(proposed).containsExactly("5: 2", "10: 7", "15: 12");
    }

    @Test
    void revisions_moreKeptThanThereAre_compactsNothing() {
        DutyLoop loop = loop(new CompactionPolicy.KeepRevisions(1010));
        loop.leads(1);
        run(loop, 10);
        assertThat(proposed).isEmpty();
    }

    @Test
    void revisions_nothingNew_compactsOnce() {
        Mailbox<DutyInput> own = new Mailbox<>(16);
        DutyLoop loop = new DutyLoop(
                own,
                List.of(CompactionDuty.of(new CompactionPolicy.KeepRevisions(10), () -> 50, this::propose, own, 0)
                        .orElseThrow()));
        loop.leads(1);
        for (minute = 0; minute <= 30; minute++) {
            loop.turn(minute * MINUTE);
        }
        assertThat(proposed).containsExactly("5: 40");
    }

    @Test
    void keepAll_isNoDuty() {
        assertThat(CompactionDuty.of(CompactionPolicy.KEEP_ALL, () -> 1, this::propose, mailbox, 0))
                .isEmpty();
    }
}
