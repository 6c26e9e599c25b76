package io.fairlead.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EtcdErrorTest {
    @ParameterizedTest
    @EnumSource(EtcdError.class)
    void parse_codeAndTextOfConstant_givesConstant(EtcdError error) {
        assertThat(EtcdErrors.parse(error.code(), error.text())).contains(error);
    }

    @Test
    void catalogue_allConstants_haveDistinctPairs() {
        Set<String> pairs = new HashSet<>();
        for (EtcdError error : EtcdError.values()) {
            assertThat(pairs.add(error.code() + error.text())).as(error.name()).isTrue();
        }
    }

    @Test
    void parse_textWithForeignCode_isEmpty() {
        assertThat(EtcdErrors.parse(Status.Code.INTERNAL, "etcdserver: no leader"))
                .isEmpty();
    }

    @Test
    void parse_unknownOrMissingText_isEmpty() {
        assertThat(EtcdErrors.parse(Status.Code.UNAVAILABLE, "io exception")).isEmpty();
        assertThat(EtcdErrors.parse(Status.Code.UNAVAILABLE, null)).isEmpty();
    }

    @Test
    void parse_codeOfNewerRelease_givesSameConstant() {
        assertThat(EtcdErrors.parse(Status.Code.FAILED_PRECONDITION, "etcdserver: rpc not supported for learner"))
                .contains(EtcdError.NOT_SUPPORTED_FOR_LEARNER);
    }

    @Test
    void parse_sameTextOfTwoServices_toldApartByCode() {
        String text = "etcdserver: requested lease not found";
        assertThat(EtcdErrors.parse(Status.Code.NOT_FOUND, text)).contains(EtcdError.LEASE_NOT_FOUND);
        assertThat(EtcdErrors.parse(Status.Code.UNKNOWN, text)).contains(EtcdError.COORDINATION_LEASE_NOT_FOUND);
    }

    /** What was recorded from etcd 3.5.16: numeric code, then text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2|\"leader\" field must be provided",
                "2|auth: authentication failed, password was given for no password user",
                "2|election: no leader",
                "2|election: not leader",
                "2|etcdserver: key is not provided",
                "2|etcdserver: re-configuration failed due to not enough started members",
                "2|etcdserver: requested lease not found",
                "3|etcdserver: authentication failed, invalid user ID or password",
                "3|etcdserver: duplicate key given in txn request",
                "3|etcdserver: invalid auth management",
                "3|etcdserver: invalid downgrade target version",
                "3|etcdserver: key is not provided",
                "3|etcdserver: key not found",
                "3|etcdserver: lease is provided",
                "3|etcdserver: permission not given",
                "3|etcdserver: request is too large",
                "3|etcdserver: role name is empty",
                "3|etcdserver: too many operations in txn request",
                "3|etcdserver: user name is empty",
                "3|etcdserver: value is provided",
                "3|etcdserver: wrong downgrade target version format",
                "4|context deadline exceeded",
                "5|etcdserver: member not found",
                "5|etcdserver: requested lease not found",
                "7|etcdserver: permission denied",
                "8|etcdserver: mvcc: database space exceeded",
                "9|etcdserver: Peer URLs already exists",
                "9|etcdserver: authentication is not enabled",
                "9|etcdserver: bad leader transferee",
                "9|etcdserver: lease already exists",
                "9|etcdserver: no inflight downgrade job",
                "9|etcdserver: permission is not granted to the role",
                "9|etcdserver: role is not granted to the user",
                "9|etcdserver: role name already exists",
                "9|etcdserver: role name not found",
                "9|etcdserver: root user does not exist",
                "9|etcdserver: root user does not have root role",
                "9|etcdserver: too many learner members in cluster",
                "9|etcdserver: user name not found",
                "11|etcdserver: mvcc: required revision has been compacted",
                "11|etcdserver: mvcc: required revision is a future revision",
                "11|etcdserver: too large lease TTL",
                "14|etcdserver: rpc not supported for learner",
                "16|etcdserver: invalid auth token",
            })
    void parse_recordedStatus_isPrimaryPairOfConstant(int code, String text) {
        Status.Code grpcCode = Status.fromCodeValue(code).getCode();
        assertThat(EtcdErrors.parse(grpcCode, text))
                .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo(grpcCode));
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "TIMEOUT_LEADER_FAILED", "TIMEOUT_CONNECTION_LOST", "STOPPED", "DEADLINE_EXCEEDED"})
    void outcome_requestMayHaveBeenProposed_isUnknown(EtcdError error) {
        assertThat(error.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY_KEY", "TOO_MANY_REQUESTS", "NO_LEADER", "NO_SPACE", "PROPOSAL_DROPPED"})
    void outcome_requestWasRefused_isNotApplied(EtcdError error) {
        assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }
}
