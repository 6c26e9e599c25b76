package io.fairlead.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import java.util.List;
import org.junit.jupiter.api.Test;

class LessorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long GRACE = SECOND;

    /** Monotonic clocks may begin below zero. */
    private static final long START = Long.MIN_VALUE + 17;

    private final Lessor lessor = new Lessor(GRACE);

    @Test
    void takeEnded_severalLeases_comeInTheOrderOfTheirEnds() {
        lead();
        grant(1, 5);
        grant(2, 3);
        grant(3, 3);

        assertThat(lessor.takeEnded(at(3) - 1, 10)).isEmpty();
        assertThat(lessor.takeEnded(at(3), 10)).containsExactly(2L, 3L);
        assertThat(lessor.takeEnded(at(5), 10)).containsExactly(1L);
    }

    @Test
    void takeEnded_limit_leavesTheRestForTheNextTime() {
        lead();
        grant(1, 1);
        grant(2, 2);
        grant(3, 3);

        assertThat(lessor.takeEnded(at(9), 2)).containsExactly(1L, 2L);
        assertThat(lessor.takeEnded(at(9), 2)).containsExactly(3L);
        assertThat(lessor.takeEnded(at(9), 2)).isEmpty();
    }

    @Test
    void takeEnded_renewedMeanwhile_endsAtItsNewTime() {
        lead();
        grant(1, 3);
        assertThat(lessor.renew(1, at(2))).isEqualTo(Lessor.Renewal.RENEWED);

        assertThat(lessor.takeEnded(at(5) - 1, 10)).isEmpty();
        assertThat(lessor.takeEnded(at(5), 10)).containsExactly(1L);
    }

    @Test
    void takeEnded_revocationFailed_comesAgainAfterTheWait() {
        lead();
        grant(1, 3);
        assertThat(lessor.takeEnded(at(3), 10)).containsExactly(1L);

        lessor.retry(1, at(4));

        assertThat(lessor.takeEnded(at(4) - 1, 10)).isEmpty();
        assertThat(lessor.takeEnded(at(4), 10)).containsExactly(1L);
    }

    @Test
    void retry_leaseIsGone_doesNothing() {
        lead();
        grant(1, 3);
        assertThat(lessor.takeEnded(at(3), 10)).containsExactly(1L);
        lessor.revoked(1);

        lessor.retry(1, at(4));

        assertThat(lessor.nextEndNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void renew_leaseThatHasEnded_isNotResurrected() {
        lead();
        grant(1, 3);

        assertThat(lessor.renew(1, at(3))).isEqualTo(Lessor.Renewal.ENDED);
        assertThat(lessor.takeEnded(at(3), 10)).containsExactly(1L);
        assertThat(lessor.renew(1, at(3))).isEqualTo(Lessor.Renewal.ENDED);
    }

    @Test
    void renew_unknownLease_saysSo() {
        lead();

        assertThat(lessor.renew(9, at(0))).isEqualTo(Lessor.Renewal.UNKNOWN);
        assertThat(lessor.life(9, at(0))).isEqualTo(Answer.refused(EtcdError.LEASE_NOT_FOUND));
    }

    @Test
    void promote_leasesOfTheLeaderBefore_getTheirWholeTimeAndTheGrace() {
        lessor.promote(List.of(new Lease(1, 3, 0)), at(100));

        assertThat(lessor.takeEnded(at(104) - 1, 10)).isEmpty();
        assertThat(lessor.takeEnded(at(104), 10)).containsExactly(1L);
    }

    @Test
    void promote_checkpointedLease_getsWhatItHadLeftAndTheGrace() {
        lessor.promote(List.of(new Lease(1, 900, 120)), at(100));

        assertThat(lessor.life(1, at(100))).isEqualTo(Answer.ok(new LeaseLife(121, 900, List.of())));
        assertThat(lessor.takeEnded(at(221) - 1, 10)).isEmpty();
        assertThat(lessor.takeEnded(at(221), 10)).containsExactly(1L);
    }

    @Test
    void demote_allDeadlines_areForgotten() {
        lead();
        grant(1, 3);

        lessor.demote();

        assertThat(lessor.isPrimary()).isFalse();
        assertThat(lessor.takeEnded(at(99), 10)).isEmpty();
        lessor.granted(new Lease(2, 3, 0), at(99));
        assertThat(lessor.nextEndNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void granted_sameIdAgain_isANewLeaseWithItsWholeTime() {
        lead();
        grant(1, 3);
        assertThat(lessor.takeEnded(at(3), 10)).containsExactly(1L);

        lessor.granted(new Lease(1, 5, 0), at(4));

        assertThat(lessor.renew(1, at(4))).isEqualTo(Lessor.Renewal.RENEWED);
        assertThat(lessor.takeEnded(at(9), 10)).containsExactly(1L);
    }

    @Test
    void longestTtl_isCountedDownWithoutOverflow() {
        lead();
        grant(1, LeaseStore.TTL_SECONDS_MAX);

        assertThat(lessor.life(1, at(7)))
                .isEqualTo(Answer.ok(
                        new LeaseLife(LeaseStore.TTL_SECONDS_MAX - 7, LeaseStore.TTL_SECONDS_MAX, List.of())));
        assertThat(lessor.renew(1, at(1_000_000))).isEqualTo(Lessor.Renewal.RENEWED);
        assertThat(lessor.takeEnded(at(2_000_000), 10)).isEmpty();
    }

    @Test
    void byEnd_afterARenewal_hasTheNewOrder() {
        lead();
        grant(1, 100);
        grant(2, 101);
        assertThat(lessor.byEnd()).containsExactly(1L, 2L);

        assertThat(lessor.renew(1, at(2))).isEqualTo(Lessor.Renewal.RENEWED);

        assertThat(lessor.byEnd()).containsExactly(2L, 1L);
    }

    @Test
    void takeCheckpoints_longLease_tellsWhatIsLeftEveryFiveMinutes() {
        lead();
        grant(1, 1000);
        grant(2, 300);

        assertThat(lessor.takeCheckpoints(at(300) - 1, 10)).isEmpty();
        assertThat(lessor.takeCheckpoints(at(300), 10)).containsExactly(new Lease(1, 1000, 700));
        assertThat(lessor.takeCheckpoints(at(599), 10)).isEmpty();
        assertThat(lessor.takeCheckpoints(at(600) + 1, 10)).containsExactly(new Lease(1, 1000, 400));
    }

    @Test
    void takeCheckpoints_leaseRenewedInTime_needsNone() {
        lead();
        grant(1, 1000);
        assertThat(lessor.renew(1, at(200))).isEqualTo(Lessor.Renewal.RENEWED);

        assertThat(lessor.takeCheckpoints(at(499), 10)).isEmpty();
        assertThat(lessor.nextCheckpointNanos()).isEqualTo(at(500));
    }

    @Test
    void renew_checkpointedLease_isAnsweredOnlyOnceThatIsStruckOut() {
        lead();
        grant(1, 1000);
        assertThat(lessor.takeCheckpoints(at(300), 10)).hasSize(1);

        assertThat(lessor.renew(1, at(301))).isEqualTo(Lessor.Renewal.SHORTENED);
        assertThat(lessor.beginClearing(1)).isTrue();
        assertThat(lessor.beginClearing(1)).isFalse();
        assertThat(lessor.renew(1, at(302))).isEqualTo(Lessor.Renewal.SHORTENED);
        lessor.endClearing(1, true);

        assertThat(lessor.renew(1, at(303))).isEqualTo(Lessor.Renewal.RENEWED);
        assertThat(lessor.life(1, at(303))).isEqualTo(Answer.ok(new LeaseLife(1000, 1000, List.of())));
    }

    @Test
    void endClearing_failed_leavesTheLeaseShortened() {
        lead();
        grant(1, 1000);
        assertThat(lessor.takeCheckpoints(at(300), 10)).hasSize(1);
        assertThat(lessor.beginClearing(1)).isTrue();

        lessor.endClearing(1, false);

        assertThat(lessor.renew(1, at(301))).isEqualTo(Lessor.Renewal.SHORTENED);
    }

    @Test
    void takeCheckpoints_whileOneIsBeingStruckOut_takesNone() {
        lead();
        grant(1, 1000);
        assertThat(lessor.takeCheckpoints(at(300), 10)).hasSize(1);
        assertThat(lessor.beginClearing(1)).isTrue();

        assertThat(lessor.takeCheckpoints(at(700), 10)).isEmpty();
    }

    @Test
    void checkpointed_byTheLeaderBefore_hasToBeStruckOutToo() {
        lessor.promote(List.of(new Lease(1, 1000, 0)), at(0));

        lessor.checkpointed(new Lease(1, 1000, 500));

        assertThat(lessor.renew(1, at(1))).isEqualTo(Lessor.Renewal.SHORTENED);
    }

    private void lead() {
        lessor.promote(List.of(), at(0));
    }

    private void grant(long id, long seconds) {
        lessor.granted(new Lease(id, seconds, 0), at(0));
    }

    private static long at(long seconds) {
        return START + seconds * SECOND;
    }
}
