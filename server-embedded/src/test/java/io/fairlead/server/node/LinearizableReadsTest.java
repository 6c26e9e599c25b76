package io.fairlead.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LinearizableReadsTest {
    private static final long RETRY = 500;
    private static final long TIMEOUT = 7000;

    private final List<Long> attempts = new ArrayList<>();
    private boolean leaderKnown = true;
    private final LinearizableReads reads = new LinearizableReads(100, RETRY, TIMEOUT, id -> {
        if (leaderKnown) {
            attempts.add(id);
        }
        return leaderKnown;
    });

    @Test
    void turn_readersThatWait_shareOneRound() {
        CompletableFuture<Answer<Long>> first = read(0);
        CompletableFuture<Answer<Long>> second = read(0);

        reads.turn(0);

        assertThat(attempts).hasSize(1);
        reads.confirmed(attempts.get(0), 7, 7);
        assertThat(first).isCompletedWithValue(Answer.ok(7L));
        assertThat(second).isCompletedWithValue(Answer.ok(7L));
    }

    @Test
    void confirmed_notAppliedThatFar_waitsForTheApply() {
        CompletableFuture<Answer<Long>> read = read(0);
        reads.turn(0);

        reads.confirmed(attempts.get(0), 9, 8);
        assertThat(read).isNotDone();

        reads.applied(9);
        assertThat(read).isCompletedWithValue(Answer.ok(9L));
    }

    @Test
    void add_whileARoundIsUnderWay_waitsForTheNextRound() {
        CompletableFuture<Answer<Long>> unusedFirst = read(0);
        reads.turn(0);
        CompletableFuture<Answer<Long>> late = read(1);
        reads.turn(1);

        reads.confirmed(attempts.get(0), 5, 5);

        assertThat(late).isNotDone();
        reads.turn(2);
        reads.confirmed(attempts.get(1), 6, 6);
        assertThat(late).isCompletedWithValue(Answer.ok(6L));
    }

    @Test
    void confirmed_answerToAnOlderAttempt_satisfiesNobody() {
        CompletableFuture<Answer<Long>> read = read(0);
        reads.turn(0);
        reads.turn(RETRY);
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(1)).isNotEqualTo(attempts.get(0));
        assertThat(reads.slowCount()).isEqualTo(1);

        reads.confirmed(attempts.get(0), 3, 3);

        assertThat(read).isNotDone();
    }

    @Test
    void turn_noLeader_asksAgainOnceThereIsOne() {
        leaderKnown = false;
        CompletableFuture<Answer<Long>> read = read(0);
        reads.turn(0);
        leaderKnown = true;

        reads.turn(RETRY);

        reads.confirmed(attempts.get(0), 4, 4);
        assertThat(read).isCompletedWithValue(Answer.ok(4L));
    }

    @Test
    void leaderChanged_roundUnderWay_isAskedAgainAndALateAnswerIgnored() {
        CompletableFuture<Answer<Long>> asked = read(0);
        reads.turn(0);
        CompletableFuture<Answer<Long>> gathering = read(1);

        reads.leaderChanged();
        reads.confirmed(attempts.get(0), 3, 3);
        assertThat(asked).isNotDone();

        reads.turn(2);
        reads.confirmed(attempts.get(1), 5, 5);
        assertThat(asked).isCompletedWithValue(Answer.ok(5L));
        assertThat(gathering).isCompletedWithValue(Answer.ok(5L));
    }

    @Test
    void turn_timeIsOver_readersHearSoWhereverTheyWait() {
        CompletableFuture<Answer<Long>> confirmed = read(0);
        reads.turn(0);
        reads.confirmed(attempts.get(0), 9, 0);
        CompletableFuture<Answer<Long>> asked = read(1);
        reads.turn(1);
        CompletableFuture<Answer<Long>> gathering = read(2);

        reads.turn(2 + TIMEOUT);

        assertThat(List.of(confirmed.join(), asked.join(), gathering.join()))
                .containsOnly(Answer.refused(EtcdError.TIMEOUT));
        assertThat(reads.failedCount()).isEqualTo(3);
    }

    @Test
    void close_everybody_isToldTheReason() {
        CompletableFuture<Answer<Long>> read = read(0);

        reads.close(EtcdError.STOPPED);

        assertThat(read).isCompletedWithValue(Answer.refused(EtcdError.STOPPED));
    }

    private CompletableFuture<Answer<Long>> read(long now) {
        CompletableFuture<Answer<Long>> future = new CompletableFuture<>();
        reads.add(future, now);
        return future;
    }
}
