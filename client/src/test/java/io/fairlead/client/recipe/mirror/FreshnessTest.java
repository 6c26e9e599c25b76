package io.fairlead.client.recipe.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreshnessTest {
    private final Freshness freshness = new Freshness();

    @Test
    void bound_withoutProof_isTheLargest() {
        freshness.reached(100);
        assertThat(freshness.stalenessNanos(5)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void proof_countsFromTheSendingOnceTheMirrorIsThere() {
        freshness.told(1_000, 7);
        assertThat(freshness.stalenessNanos(1_500)).isEqualTo(Long.MAX_VALUE);
        freshness.reached(6);
        assertThat(freshness.stalenessNanos(1_500)).isEqualTo(Long.MAX_VALUE);
        freshness.reached(7);
        assertThat(freshness.stalenessNanos(1_500)).isEqualTo(500);
    }

    @Test
    void proof_ofARevisionThatIsHere_countsAtOnce() {
        freshness.reached(9);
        freshness.told(1_000, 7);
        assertThat(freshness.stalenessNanos(1_001)).isEqualTo(1);
    }

    @Test
    void proofs_inAnyOrder_neverMakeTheBoundWorse() {
        freshness.reached(9);
        freshness.told(2_000, 7);
        freshness.told(1_000, 8);
        assertThat(freshness.stalenessNanos(2_500)).isEqualTo(500);
    }

    @Test
    void mirrorLeftBehind_isProvedByTheLastItReached() {
        freshness.told(1_000, 5);
        freshness.told(2_000, 6);
        freshness.told(3_000, 7);
        freshness.reached(6);
        assertThat(freshness.stalenessNanos(10_000)).isEqualTo(8_000);
        freshness.reached(7);
        assertThat(freshness.stalenessNanos(10_000)).isEqualTo(7_000);
    }

    @Test
    void manyProofsThatWait_areBoundedAndTheEarliestIsKept() {
        for (int i = 1; i <= 1_000; i++) {
            freshness.told(i, i);
        }
        freshness.reached(1);
        assertThat(freshness.stalenessNanos(1_000)).isEqualTo(999);
        freshness.reached(1_000);
        assertThat(freshness.stalenessNanos(1_000)).isZero();
    }

    @Test
    void clockThatWrapsAround_isMeasuredRight() {
        freshness.reached(1);
        freshness.told(Long.MAX_VALUE - 10, 1);
        freshness.told(Long.MIN_VALUE + 10, 1);
        assertThat(freshness.stalenessNanos(Long.MIN_VALUE + 30)).isEqualTo(20);
    }
}
