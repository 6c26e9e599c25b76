package io.fairlead.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.client.call.RetryRule.Decision;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRuleTest {
    private static Failure condition(EtcdError error) {
        return Failure.of("h:1", error.code().toStatus().withDescription(error.text()), true, Duration.ofMillis(1));
    }

    private static Failure status(Status.Code code, boolean sent) {
        return Failure.of("h:1", code.toStatus().withDescription("not in the catalogue"), sent, Duration.ofMillis(1));
    }

    @ParameterizedTest
    @EnumSource(EtcdError.class)
    void decide_writeThatMayHaveHappened_isNeverRepeated(EtcdError error) {
        Failure failure = condition(error);
        if (RetryRule.outcome(Effect.WRITE, failure) == Outcome.UNKNOWN) {
            assertThat(RetryRule.decide(Effect.WRITE, failure)).isEqualTo(Decision.GIVE_UP);
        }
    }

    @ParameterizedTest
    @EnumSource(EtcdError.class)
    void outcome_conditionOfCatalogue_isTheCataloguesWordForWrites(EtcdError error) {
        assertThat(RetryRule.outcome(Effect.WRITE, condition(error))).isEqualTo(error.outcome());
        assertThat(RetryRule.outcome(Effect.READ, condition(error))).isEqualTo(Outcome.NOT_APPLIED);
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void decide_writeWasSentAndStatusHasNoName_isNeverRepeated(Status.Code code) {
        assertThat(RetryRule.decide(Effect.WRITE, status(code, true))).isEqualTo(Decision.GIVE_UP);
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void outcome_writeWasSentAndStatusHasNoName_isUnknownUnlessNoHandlerRan(Status.Code code) {
        Outcome expected = code == Status.Code.UNIMPLEMENTED ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
        assertThat(RetryRule.outcome(Effect.WRITE, status(code, true))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void outcome_neverSent_isNotApplied(Status.Code code) {
        assertThat(RetryRule.outcome(Effect.WRITE, status(code, false))).isEqualTo(Outcome.NOT_APPLIED);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"})
    void decide_writeNeverSentAndTroublePasses_isRepeated(Status.Code code) {
        assertThat(RetryRule.decide(Effect.WRITE, status(code, false))).isEqualTo(Decision.AGAIN);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"})
    void decide_readAndTroublePasses_isRepeated(Status.Code code) {
        assertThat(RetryRule.decide(Effect.READ, status(code, true))).isEqualTo(Decision.AGAIN);
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERNAL", "UNKNOWN"})
    void decide_readAndServerBroken_isAskedElsewhere(Status.Code code) {
        assertThat(RetryRule.decide(Effect.READ, status(code, true))).isEqualTo(Decision.ELSEWHERE);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESOURCE_EXHAUSTED", "UNIMPLEMENTED", "PERMISSION_DENIED", "INVALID_ARGUMENT", "DATA_LOSS"})
    void decide_readAndAnswerWouldBeTheSame_givesUp(Status.Code code) {
        assertThat(RetryRule.decide(Effect.READ, status(code, true))).isEqualTo(Decision.GIVE_UP);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOO_MANY_REQUESTS", "NO_LEADER", "PROPOSAL_DROPPED"})
    void decide_refusedBeforeProposal_isRepeatedForWritesToo(EtcdError error) {
        assertThat(RetryRule.decide(Effect.WRITE, condition(error))).isEqualTo(Decision.AGAIN);
        assertThat(RetryRule.decide(Effect.READ, condition(error))).isEqualTo(Decision.AGAIN);
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "TIMEOUT_LEADER_FAILED", "TIMEOUT_CONNECTION_LOST", "STOPPED", "LEADER_CHANGED"})
    void decide_mayHaveBeenProposed_isRepeatedForReadsAlone(EtcdError error) {
        assertThat(RetryRule.decide(Effect.READ, condition(error))).isEqualTo(Decision.AGAIN);
        assertThat(RetryRule.decide(Effect.WRITE, condition(error))).isEqualTo(Decision.GIVE_UP);
    }

    @Test
    void decide_learner_isAskedElsewhere() {
        Failure failure = condition(EtcdError.NOT_SUPPORTED_FOR_LEARNER);
        assertThat(RetryRule.decide(Effect.WRITE, failure)).isEqualTo(Decision.ELSEWHERE);
        assertThat(RetryRule.blamesEndpoint(failure)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"EMPTY_KEY", "COMPACTED", "NO_SPACE", "PERMISSION_DENIED", "UNHEALTHY", "NOT_LEADER", "CORRUPT"})
    void decide_aboutRequestOrCluster_givesUpAndBlamesNobody(EtcdError error) {
        assertThat(RetryRule.decide(Effect.READ, condition(error))).isEqualTo(Decision.GIVE_UP);
        assertThat(RetryRule.decide(Effect.WRITE, condition(error))).isEqualTo(Decision.GIVE_UP);
        assertThat(RetryRule.blamesEndpoint(condition(error))).isFalse();
    }

    @Test
    void blamesEndpoint_noAnswer_isTrue() {
        assertThat(RetryRule.blamesEndpoint(status(Status.Code.UNAVAILABLE, false)))
                .isTrue();
        assertThat(RetryRule.blamesEndpoint(status(Status.Code.DEADLINE_EXCEEDED, true)))
                .isTrue();
        assertThat(RetryRule.blamesEndpoint(status(Status.Code.RESOURCE_EXHAUSTED, true)))
                .isFalse();
    }

    @Test
    void rpcError_anyStatus_isWordedAsGoDoes() {
        Failure failure =
                Failure.of("h:1", Status.CANCELLED.withDescription("first line\nsecond line"), true, Duration.ZERO);
        assertThat(failure.rpcError()).isEqualTo("rpc error: code = Canceled desc = first line");
        assertThat(Failure.goName(Status.Code.FAILED_PRECONDITION)).isEqualTo("FailedPrecondition");
        assertThat(Failure.goName(Status.Code.OK)).isEqualTo("OK");
    }
}
