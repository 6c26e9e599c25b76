package io.fairlead.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.Answer;
import io.fairlead.server.exec.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpaqueTokensTest {
    private static final Duration TTL = Duration.ofMinutes(5);

    private final HandClock clock = new HandClock();
    private final OpaqueTokens tokens = new OpaqueTokens(clock, new SecureRandom(), TTL);

    @Test
    void bearer_ofATokenThatWasAssigned_isItsUserAtThePresentRevision() {
        Tokens.Issued issued = issue("alice");
        tokens.assigned(issued.mark(), "alice");

        assertThat(tokens.bearer(issued.token(), 9)).contains(new Tokens.Bearer("alice", 9));
    }

    @Test
    void bearer_ofATokenTheLogDoesNotKnowYet_isNobodyButMayArrive() {
        Tokens.Issued issued = issue("alice");

        assertThat(tokens.bearer(issued.token(), 9)).isEmpty();
        assertThat(tokens.mayArrive(issued.token())).isTrue();
        assertThat(tokens.mayArrive("nonsense")).isFalse();
    }

    @Test
    void mark_inTheLog_isNoToken() {
        Tokens.Issued issued = issue("alice");
        tokens.assigned(issued.mark(), "alice");

        assertThat(tokens.bearer(issued.mark(), 9)).isEmpty();
        assertThat(issued.mark()).isNotEqualTo(issued.token());
        assertThat(issued.toString()).doesNotContain(issued.token());
    }

    @Test
    void bearer_tokenInUse_staysGood() {
        Tokens.Issued issued = issue("alice");
        tokens.assigned(issued.mark(), "alice");

        for (int i = 0; i < 5; i++) {
            clock.nanos += TTL.toNanos() - 1;
            assertThat(tokens.bearer(issued.token(), 9)).isPresent();
        }
    }

    @Test
    void bearer_tokenNotUsedForItsTime_isNobody() {
        Tokens.Issued issued = issue("alice");
        tokens.assigned(issued.mark(), "alice");
        clock.nanos += TTL.toNanos();

        assertThat(tokens.bearer(issued.token(), 9)).isEmpty();
        assertThat(tokens.bearer(issued.token(), 9)).isEmpty();
    }

    @Test
    void assigned_tokensThatAreTooOld_areForgotten() {
        for (int i = 0; i < 100; i++) {
            tokens.assigned(issue("alice").mark(), "alice");
        }
        clock.nanos += TTL.toNanos();
        tokens.assigned(issue("alice").mark(), "alice");

        assertThat(tokens.size()).isEqualTo(1);
    }

    @Test
    void voidOf_aUser_takesItsTokensAndNoOthers() {
        Tokens.Issued first = issue("alice");
        Tokens.Issued second = issue("alice");
        Tokens.Issued other = issue("bob");
        tokens.assigned(first.mark(), "alice");
        tokens.assigned(second.mark(), "alice");
        tokens.assigned(other.mark(), "bob");

        tokens.voidOf("alice");

        assertThat(tokens.bearer(first.token(), 9)).isEmpty();
        assertThat(tokens.bearer(second.token(), 9)).isEmpty();
        assertThat(tokens.bearer(other.token(), 9)).isEqualTo(Optional.of(new Tokens.Bearer("bob", 9)));
    }

    @Test
    void issue_often_neverTheSame() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(seen.add(issue("alice").token())).isTrue();
        }
    }

    private Tokens.Issued issue(String user) {
        return ((Answer.Ok<Tokens.Issued>) tokens.issue(user, 1)).value();
    }

    private static final class HandClock implements Clock {
        private long nanos = 1;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return 0;
        }
    }
}
