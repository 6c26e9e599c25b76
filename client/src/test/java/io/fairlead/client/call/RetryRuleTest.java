package io.fairlead.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.EtcdErrors;
import io.fairlead.api.error.Outcome;
import io.fairlead.client.call.RetryRule.Decision;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRuleTest {
    private static final String NAMELESS = "not in the catalogue";

    private static Failure condition(EtcdError error, boolean leaderRequired) {
        return failure(error.code(), error.text(), true, leaderRequired);
    }

    private static Failure status(Status.Code code, boolean sent) {
        return failure(code, NAMELESS, sent, true);
    }

    private static Failure failure(Status.Code code, String text, boolean sent, boolean leaderRequired) {
        return Failure.of("h:1", code.toStatus().withDescription(text), sent, leaderRequired, Duration.ofMillis(1));
    }

    /** Row by row, as the notes on the neighbours' clients have it in their section 6; where we differ, ADR 19 says why. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # status          | text                                        | sent  | leader required | READ           | IDEMPOTENT     | WRITE          | write's outcome
        # Not sent, connection refused, stream refused.
        UNAVAILABLE       | Connection refused                          | false | true  | AGAIN          | AGAIN          | AGAIN          | NOT_APPLIED
        UNAVAILABLE       | HTTP/2 error code: REFUSED_STREAM           | false | true  | AGAIN          | AGAIN          | AGAIN          | NOT_APPLIED
        DEADLINE_EXCEEDED | no connection                               | false | true  | AGAIN          | AGAIN          | AGAIN          | NOT_APPLIED
        CANCELLED         | no connection in time                       | false | true  | AGAIN          | AGAIN          | AGAIN          | NOT_APPLIED
        RESOURCE_EXHAUSTED| trying to send message larger than max      | false | true  | GIVE_UP        | GIVE_UP        | GIVE_UP        | NOT_APPLIED
        # No leader.
        UNAVAILABLE       | etcdserver: no leader                       | true  | true  | AGAIN          | AGAIN          | AGAIN          | NOT_APPLIED
        UNAVAILABLE       | etcdserver: no leader                       | true  | false | AGAIN          | AGAIN          | GIVE_UP        | UNKNOWN
        # Leader changed.
        UNAVAILABLE       | etcdserver: leader changed                  | true  | true  | AGAIN          | AGAIN          | GIVE_UP        | UNKNOWN
        # Timed out in the server, the server stopped, the transport died.
        UNAVAILABLE       | etcdserver: request timed out               | true  | true  | AGAIN          | AGAIN          | GIVE_UP        | UNKNOWN
        UNAVAILABLE       | etcdserver: request timed out, possibly due to previous leader failure     | true | true | AGAIN | AGAIN | GIVE_UP | UNKNOWN
        UNAVAILABLE       | etcdserver: request timed out, possibly due to connection lost             | true | true | AGAIN | AGAIN | GIVE_UP | UNKNOWN
        UNAVAILABLE       | etcdserver: request timed out, waiting for the applied index took too long | true | true | AGAIN | AGAIN | GIVE_UP | UNKNOWN
        UNAVAILABLE       | etcdserver: server stopped                  | true  | true  | AGAIN          | AGAIN          | GIVE_UP        | UNKNOWN
        UNAVAILABLE       | io exception                                | true  | true  | AGAIN          | AGAIN          | GIVE_UP        | UNKNOWN
        # Too many requests.
        RESOURCE_EXHAUSTED| etcdserver: too many requests               | true  | true  | AGAIN          | AGAIN          | AGAIN          | NOT_APPLIED
        # No space.
        RESOURCE_EXHAUSTED| etcdserver: mvcc: database space exceeded   | true  | true  | GIVE_UP        | GIVE_UP        | GIVE_UP        | NOT_APPLIED
        # An answer that is too large, seen by the client.
        RESOURCE_EXHAUSTED| gRPC message exceeds maximum size           | true  | true  | GIVE_UP        | GIVE_UP        | GIVE_UP        | UNKNOWN
        # Tokens.
        UNAUTHENTICATED   | etcdserver: invalid auth token              | true  | true  | WITH_NEW_TOKEN | WITH_NEW_TOKEN | WITH_NEW_TOKEN | NOT_APPLIED
        INVALID_ARGUMENT  | etcdserver: revision of auth store is old   | true  | true  | WITH_NEW_TOKEN | WITH_NEW_TOKEN | WITH_NEW_TOKEN | NOT_APPLIED
        INVALID_ARGUMENT  | etcdserver: user name is empty              | true  | true  | WITH_NEW_TOKEN | WITH_NEW_TOKEN | WITH_NEW_TOKEN | NOT_APPLIED
        UNAUTHENTICATED   | a gateway's words                           | true  | true  | WITH_NEW_TOKEN | WITH_NEW_TOKEN | WITH_NEW_TOKEN | NOT_APPLIED
        # A member that can't, and others that can.
        UNAVAILABLE       | etcdserver: rpc not supported for learner   | true  | true  | ELSEWHERE      | ELSEWHERE      | ELSEWHERE      | NOT_APPLIED
        FAILED_PRECONDITION | etcdserver: rpc not supported for learner | true  | true  | ELSEWHERE      | ELSEWHERE      | ELSEWHERE      | NOT_APPLIED
        UNAVAILABLE       | etcdserver: not capable                     | true  | true  | ELSEWHERE      | ELSEWHERE      | ELSEWHERE      | NOT_APPLIED
        # Out of range.
        OUT_OF_RANGE      | etcdserver: mvcc: required revision has been compacted       | true | true | GIVE_UP | GIVE_UP | GIVE_UP | NOT_APPLIED
        OUT_OF_RANGE      | etcdserver: mvcc: required revision is a future revision     | true | true | GIVE_UP | GIVE_UP | GIVE_UP | NOT_APPLIED
        # Deadline and cancellation: of the try, since nobody asks after the deadline of the call.
        DEADLINE_EXCEEDED | deadline exceeded after 1s                  | true  | true  | AGAIN          | AGAIN          | GIVE_UP        | UNKNOWN
        DEADLINE_EXCEEDED | context deadline exceeded                   | true  | true  | AGAIN          | AGAIN          | GIVE_UP        | UNKNOWN
        CANCELLED         | RST_STREAM closed stream                    | true  | true  | AGAIN          | AGAIN          | GIVE_UP        | UNKNOWN
        CANCELLED         | context canceled                            | true  | true  | AGAIN          | AGAIN          | GIVE_UP        | UNKNOWN
        # Corrupt; broken.
        DATA_LOSS         | etcdserver: corrupt cluster                 | true  | true  | GIVE_UP        | GIVE_UP        | GIVE_UP        | UNKNOWN
        INTERNAL          | broken                                      | true  | true  | ONCE_MORE      | GIVE_UP        | GIVE_UP        | UNKNOWN
        # An error of the server without a name, and one with.
        UNKNOWN           | something went wrong                        | true  | true  | ONCE_MORE      | GIVE_UP        | GIVE_UP        | UNKNOWN
        UNKNOWN           | raft proposal dropped                       | true  | true  | AGAIN          | AGAIN          | AGAIN          | NOT_APPLIED
        # About the request.
        INVALID_ARGUMENT  | etcdserver: key is not provided             | true  | true  | GIVE_UP        | GIVE_UP        | GIVE_UP        | NOT_APPLIED
        NOT_FOUND         | etcdserver: requested lease not found       | true  | true  | GIVE_UP        | GIVE_UP        | GIVE_UP        | NOT_APPLIED
        PERMISSION_DENIED | etcdserver: permission denied               | true  | true  | GIVE_UP        | GIVE_UP        | GIVE_UP        | NOT_APPLIED
        UNIMPLEMENTED     | Method not found                            | true  | true  | GIVE_UP        | GIVE_UP        | GIVE_UP        | NOT_APPLIED
        """)
    void table_eachRow_isAsWritten(
            Status.Code code,
            String text,
            boolean sent,
            boolean leaderRequired,
            Decision read,
            Decision idempotent,
            Decision write,
            Outcome outcomeOfWrite) {
        Failure failure = failure(code, text, sent, leaderRequired);
        assertThat(RetryRule.decide(Effect.READ, failure)).isEqualTo(read);
        assertThat(RetryRule.decide(Effect.IDEMPOTENT, failure)).isEqualTo(idempotent);
        assertThat(RetryRule.decide(Effect.WRITE, failure)).isEqualTo(write);
        assertThat(RetryRule.outcome(Effect.READ, failure)).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(RetryRule.outcome(Effect.IDEMPOTENT, failure)).isEqualTo(outcomeOfWrite);
        assertThat(RetryRule.outcome(Effect.WRITE, failure)).isEqualTo(outcomeOfWrite);
        if (text.startsWith("etcdserver: ")) {
            assertThat(EtcdErrors.parse(code, text)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(EtcdError.class)
    void decide_writeThatMayHaveHappened_isNeverRepeated(EtcdError error) {
        for (boolean leaderRequired : new boolean[] {true, false}) {
            Failure failure = condition(error, leaderRequired);
            if (RetryRule.outcome(Effect.WRITE, failure) == Outcome.UNKNOWN) {
                assertThat(RetryRule.decide(Effect.WRITE, failure)).isEqualTo(Decision.GIVE_UP);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EtcdError.class)
    void outcome_conditionOfCatalogue_isTheCataloguesWordForWrites(EtcdError error) {
        assertThat(RetryRule.outcome(Effect.WRITE, condition(error, true))).isEqualTo(error.outcome());
        assertThat(RetryRule.outcome(Effect.READ, condition(error, true))).isEqualTo(Outcome.NOT_APPLIED);
    }

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, names = "UNAUTHENTICATED", mode = EnumSource.Mode.EXCLUDE)
    void decide_writeWasSentAndStatusHasNoName_isNeverRepeated(Status.Code code) {
        assertThat(RetryRule.decide(Effect.WRITE, status(code, true))).isEqualTo(Decision.GIVE_UP);
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void outcome_writeWasSentAndStatusHasNoName_isUnknownUnlessNoHandlerRan(Status.Code code) {
        boolean noHandlerRan = code == Status.Code.UNIMPLEMENTED || code == Status.Code.UNAUTHENTICATED;
        assertThat(RetryRule.outcome(Effect.WRITE, status(code, true)))
                .isEqualTo(noHandlerRan ? Outcome.NOT_APPLIED : Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void outcome_neverSent_isNotApplied(Status.Code code) {
        assertThat(RetryRule.outcome(Effect.WRITE, status(code, false))).isEqualTo(Outcome.NOT_APPLIED);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_SUPPORTED_FOR_LEARNER", "NOT_CAPABLE", "NO_LEADER", "STOPPED", "TIMEOUT"})
    void blamesEndpoint_memberCannotServe_isTrue(EtcdError error) {
        assertThat(RetryRule.blamesEndpoint(condition(error, true))).isTrue();
        assertThat(RetryRule.disprovesLeader(condition(error, true))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY_KEY", "COMPACTED", "NO_SPACE", "PERMISSION_DENIED", "UNHEALTHY", "CORRUPT"})
    void blamesEndpoint_aboutRequestOrCluster_isFalse(EtcdError error) {
        assertThat(RetryRule.blamesEndpoint(condition(error, true))).isFalse();
        assertThat(RetryRule.disprovesLeader(condition(error, true))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_LEADER", "LEADER_CHANGED"})
    void disprovesLeader_memberSaysSo_isTrueThoughItIsWell(EtcdError error) {
        assertThat(RetryRule.blamesEndpoint(condition(error, true))).isFalse();
        assertThat(RetryRule.disprovesLeader(condition(error, true))).isTrue();
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
        assertThat(failure.error()).isEqualTo(Optional.empty());
    }
}
