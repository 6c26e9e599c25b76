package io.fairlead.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProposalsTest {
    private final Proposals proposals = new Proposals(1000);

    @Test
    void answer_registeredRequest_completesItOnce() {
        CompletableFuture<Answer<String>> promise = proposals.register(1, 0);

        proposals.answer(1, Answer.ok("done"));
        proposals.answer(1, Answer.ok("again"));

        assertThat(promise).isCompletedWithValue(Answer.ok("done"));
        assertThat(proposals.isWaiting(1)).isFalse();
    }

    @Test
    void answer_requestOfAnotherMember_isIgnored() {
        CompletableFuture<Answer<String>> promise = proposals.register(1, 0);

        proposals.answer(2, Answer.ok("other"));

        assertThat(promise).isNotDone();
    }

    @Test
    void expire_someAreOlder_refusesThoseAlone() {
        CompletableFuture<Answer<String>> old = proposals.register(1, 0);
        CompletableFuture<Answer<String>> young = proposals.register(2, 500);

        assertThat(proposals.expire(1000, EtcdError.TIMEOUT)).isEqualTo(1);

        assertThat(old).isCompletedWithValue(Answer.refused(EtcdError.TIMEOUT));
        assertThat(young).isNotDone();
        proposals.refuse(1, EtcdError.TIMEOUT);
        assertThat(proposals.failedCount()).isEqualTo(1);
    }

    @Test
    void close_waitingAndLaterOnes_areRefused() {
        CompletableFuture<Answer<String>> waiting = proposals.register(1, 0);

        proposals.close(EtcdError.STOPPED);
        CompletableFuture<Answer<String>> later = proposals.register(2, 0);

        assertThat(waiting).isCompletedWithValue(Answer.refused(EtcdError.STOPPED));
        assertThat(later).isCompletedWithValue(Answer.refused(EtcdError.STOPPED));
    }

    @Test
    void lostBefore_offeredInEarlierTerms_areGivenOnceInOrder() {
        RaftInput first = offer(1, 3);
        RaftInput second = offer(2, 4);
        offer(3, 5);

        assertThat(proposals.lostBefore(5)).containsExactly(first, second);
        assertThat(proposals.lostBefore(5)).isEmpty();
    }

    @Test
    void lostBefore_answeredOrToldToTakeLonger_areNotLost() {
        offer(1, 3);
        offer(2, 3);
        proposals.answer(1, Answer.ok("done"));
        proposals.takesLonger(2);

        assertThat(proposals.lostBefore(4)).isEmpty();
    }

    @Test
    void lostBefore_afterAStateThatMayHoldThem_areNotOfferedAgain() {
        CompletableFuture<Answer<String>> promise = proposals.register(1, 0);
        proposals.offered(1, new RaftInput.Propose(1, Bytes.utf8("a")), 3);

        proposals.outcomesUnknown();

        assertThat(proposals.lostBefore(4)).isEmpty();
        assertThat(promise).isNotDone();
    }

    private RaftInput offer(long requestId, long term) {
        var unused = proposals.<String>register(requestId, 0);
        RaftInput input = new RaftInput.Propose(requestId, Bytes.utf8("a"));
        proposals.offered(requestId, input, term);
        return input;
    }

    @Test
    void requestIds_twoMembersAtTheSameTime_neverMeet() {
        RequestIds one = new RequestIds(0x1111_2222_3333_0001L, 1_000_000);
        RequestIds other = new RequestIds(0x1111_2222_3333_0002L, 1_000_000);

        long first = one.next();
        assertThat(one.next()).isGreaterThan(first);
        assertThat(other.next() >>> 48).isNotEqualTo(first >>> 48);
    }
}
