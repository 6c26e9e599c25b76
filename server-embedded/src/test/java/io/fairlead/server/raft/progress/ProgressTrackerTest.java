package io.fairlead.server.raft.progress;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.raft.model.ConfState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTrackerTest {
    private final ProgressTracker tracker = tracker(ConfState.of(List.of(1L, 2L, 3L), List.of(4L)));

    @Test
    void committedIndex_learners_countForNothing() {
        of(1).onAccepted(7);
        of(4).onAccepted(9);
        assertThat(tracker.committedIndex()).isZero();
        of(2).onAccepted(5);
        assertThat(tracker.committedIndex()).isEqualTo(5);
    }

    @Test
    void isQuorumActive_needsAMajorityOfVotersWithTheLeader() {
        assertThat(tracker.isQuorumActive()).isFalse();
        of(4).heard();
        assertThat(tracker.isQuorumActive()).isFalse();
        of(3).heard();
        assertThat(tracker.isQuorumActive()).isTrue();
        tracker.forgetActivity();
        assertThat(tracker.isQuorumActive()).isFalse();
    }

    @Test
    void reconfigure_keepsWhatItKnows_andTrustsNewMembersAtFirst() {
        of(2).onAccepted(5);
        tracker.reconfigure(ConfState.of(List.of(1L, 2L, 4L, 5L), List.of()), 11);
        assertThat(of(2).match()).isEqualTo(5);
        assertThat(tracker.of(3)).isNull();
        assertThat(of(5).next()).isEqualTo(11);
        assertThat(of(5).isRecentlyActive()).isTrue();
        assertThat(tracker.all().keySet()).containsExactly(1L, 2L, 4L, 5L);
    }

    @Test
    void all_idsAboveHalfOfTheRange_sortAsUnsigned() {
        ProgressTracker large = tracker(ConfState.of(List.of(-1L, 1L), List.of()));
        assertThat(large.all().keySet()).containsExactly(1L, -1L);
    }

    @Test
    void committedIndex_joint_needsBothHalves() {
        ConfState joint = new ConfState(
                ConfState.of(List.of(1L, 2L), List.of()).voters(),
                ConfState.EMPTY.voters(),
                ConfState.of(List.of(1L, 3L), List.of()).voters(),
                ConfState.EMPTY.voters(),
                false);
        tracker.reconfigure(joint, 11);
        of(1).onAccepted(9);
        of(2).onAccepted(9);
        assertThat(tracker.committedIndex()).isZero();
        of(3).onAccepted(4);
        assertThat(tracker.committedIndex()).isEqualTo(4);
    }

    private Progress of(long id) {
        return requireNonNull(tracker.of(id));
    }

    private static ProgressTracker tracker(ConfState confState) {
        return new ProgressTracker(1, confState, 11, () -> new Inflights(8, 100));
    }
}
