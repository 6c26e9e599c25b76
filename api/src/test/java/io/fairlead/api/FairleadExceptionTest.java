package io.fairlead.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairleadExceptionTest {
    private static final Attempt ATTEMPT = new Attempt("h:1", Duration.ofMillis(3), "UNAVAILABLE", "io exception");

    @Test
    void refused_anyCondition_hasItsTextAndConstant() {
        RefusedException refused =
                new RefusedException(EtcdError.EMPTY_KEY, Outcome.NOT_APPLIED, List.of(ATTEMPT), null);
        assertThat(refused).hasMessage("etcdserver: key is not provided");
        assertThat(refused.error()).contains(EtcdError.EMPTY_KEY);
        assertThat(refused.attempts()).containsExactly(ATTEMPT);
    }

    @Test
    void deadlineExceeded_always_usesEtcdsWords() {
        DeadlineExceededException late = new DeadlineExceededException(Outcome.UNKNOWN, List.of(), null);
        assertThat(late).hasMessage("context deadline exceeded");
        assertThat(late.error()).isEmpty();
    }

    @Test
    void exception_serialized_keepsOutcomeAndLosesAttempts() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(new UnavailableException("gone", Outcome.UNKNOWN, List.of(ATTEMPT), null));
        }
        try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            FairleadException read = (FairleadException) objects.readObject();
            assertThat(read.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(read.attempts()).isEmpty();
        }
    }

    @Test
    void attempt_printed_namesEndpointStatusAndTime() {
        assertThat(ATTEMPT).hasToString("h:1: UNAVAILABLE after 3 ms: io exception");
    }
}
