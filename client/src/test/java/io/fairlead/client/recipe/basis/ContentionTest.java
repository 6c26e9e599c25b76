package io.fairlead.client.recipe.basis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.ConflictException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.error.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentionTest {
    private final List<Long> pausesMillis = new ArrayList<>();
    private double random = 1;

    @Test
    void pauses_doubleUpToABound() {
        Contention contention = contention(11);
        for (int i = 0; i < 10; i++) {
            contention.lost();
        }
        assertThat(pausesMillis).containsExactly(2L, 4L, 8L, 16L, 32L, 64L, 128L, 128L, 128L, 128L);
    }

    @Test
    void pauses_areOfRandomLength() {
        random = 0.25;
        Contention contention = contention(10);
        contention.lost();
        contention.lost();
        contention.lost();
        assertThat(pausesMillis).containsExactly(0L, 1L, 2L);
    }

    @Test
    void lastTryLost_isTheConflict() {
        Contention contention = contention(2);
        contention.lost();
        assertThatThrownBy(contention::lost)
                .isInstanceOf(ConflictException.class)
                .hasMessage("it was changed by others each of 2 times")
                .extracting(thrown -> ((ConflictException) thrown).outcome())
                .isEqualTo(Outcome.NOT_APPLIED);
        assertThat(pausesMillis).hasSize(1);
    }

    @Test
    void interruptedPause_endsTheUpdateWithNothingChanged() {
        Contention contention = new Contention(
                "it",
                9,
                new Pacing(
                        length -> {
                            throw new InterruptedException();
                        },
                        () -> 0));
        assertThatThrownBy(contention::lost)
                .isInstanceOf(InterruptedCallException.class)
                .extracting(thrown -> ((InterruptedCallException) thrown).outcome())
                .isEqualTo(Outcome.NOT_APPLIED);
        assertThat(Thread.interrupted()).isTrue();
    }

    private Contention contention(int triesMax) {
        return new Contention(
                "it", triesMax, new Pacing(length -> pausesMillis.add(roundedMillis(length)), () -> random));
    }

    private static long roundedMillis(Duration length) {
        return length.toMillis();
    }
}
