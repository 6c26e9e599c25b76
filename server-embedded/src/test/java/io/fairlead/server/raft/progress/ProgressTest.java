package io.fairlead.server.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.check.InvariantViolation;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress(0, 10, new Inflights(2, 100), false);

    @Test
    void probe_afterOneAppend_waits() {
        assertThat(progress.isPaused()).isFalse();
        progress.onAppendSent(0, 0, 5);
        assertThat(progress.isPaused()).isTrue();
        assertThat(progress.next()).isEqualTo(10);
        progress.resumeProbe();
        assertThat(progress.isPaused()).isFalse();
    }

    @Test
    void probe_rejected_goesBackToTheHint() {
        progress.onAppendSent(1, 1, 5);
        assertThat(progress.onRejected(9, 4)).isTrue();
        assertThat(progress.next()).isEqualTo(5);
        assertThat(progress.isPaused()).isFalse();
    }

    @Test
    void probe_rejectedAtAnotherIndex_isOvertaken() {
        assertThat(progress.onRejected(7, 4)).isFalse();
        assertThat(progress.next()).isEqualTo(10);
    }

    @Test
    void probe_hintAboveRejection_neverGoesForward() {
        assertThat(progress.onRejected(9, 50)).isTrue();
        assertThat(progress.next()).isEqualTo(9);
    }

    @Test
    void probe_hintBelowMatch_staysAboveMatch() {
        progress.onAccepted(6);
        assertThat(progress.onRejected(9, 2)).isTrue();
        assertThat(progress.next()).isEqualTo(7);
    }

    @Test
    void replicate_sendsAheadUntilTheWindowIsFull() {
        progress.onAccepted(9);
        progress.becomeReplicate();
        progress.onAppendSent(3, 10, 9);
        assertThat(progress.next()).isEqualTo(13);
        progress.onAppendSent(1, 10, 9);
        assertThat(progress.isPaused()).isTrue();
        progress.onAccepted(12);
        assertThat(progress.isPaused()).isFalse();
        assertThat(progress.inflights().count()).isEqualTo(1);
    }

    @Test
    void replicate_rejectedAboveMatch_probesAfterMatch() {
        progress.onAccepted(9);
        progress.becomeReplicate();
        progress.onAppendSent(3, 10, 9);
        assertThat(progress.onRejected(12, 9)).isTrue();
        assertThat(progress.state()).isEqualTo(ProgressState.PROBE);
        assertThat(progress.next()).isEqualTo(10);
        assertThat(progress.inflights().count()).isZero();
    }

    @Test
    void replicate_rejectedAtOrBelowMatch_isOvertaken() {
        progress.onAccepted(9);
        progress.becomeReplicate();
        assertThat(progress.onRejected(9, 3)).isFalse();
        assertThat(progress.state()).isEqualTo(ProgressState.REPLICATE);
    }

    @Test
    void snapshot_failed_probesFromMatch() {
        progress.onAccepted(3);
        progress.becomeSnapshot(20);
        assertThat(progress.isPaused()).isTrue();
        assertThat(progress.onRejected(20, 0)).isFalse();
        progress.snapshotFailed();
        progress.becomePausedProbe();
        assertThat(progress.next()).isEqualTo(4);
        assertThat(progress.isPaused()).isTrue();
    }

    @Test
    void snapshot_finished_probesAfterIt() {
        progress.becomeSnapshot(20);
        progress.becomePausedProbe();
        assertThat(progress.next()).isEqualTo(21);
    }

    @Test
    void snapshot_appendSent_isOurMistake() {
        progress.becomeSnapshot(20);
        assertThatThrownBy(() -> progress.onAppendSent(1, 1, 1)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void accepted_lateAnswer_isNoNews() {
        assertThat(progress.onAccepted(5)).isTrue();
        assertThat(progress.onAccepted(5)).isFalse();
        assertThat(progress.onAccepted(3)).isFalse();
        assertThat(progress.match()).isEqualTo(5);
    }

    @Test
    void canLearnCommit_onlyOfEntriesThatWereSent() {
        progress.onAccepted(9);
        progress.becomeReplicate();
        assertThat(progress.canLearnCommit(9)).isTrue();
        progress.onAppendSent(0, 0, 9);
        assertThat(progress.canLearnCommit(9)).isFalse();
        assertThat(progress.canLearnCommit(10)).isFalse();
        progress.onAppendSent(1, 1, 9);
        assertThat(progress.canLearnCommit(10)).isTrue();
    }

    @Test
    void inflights_bytes_oneMessageMayExceed() {
        Inflights inflights = new Inflights(10, 5);
        inflights.add(1, 1000);
        assertThat(inflights.isFull()).isTrue();
        inflights.freeTo(1);
        assertThat(inflights.isFull()).isFalse();
        assertThat(inflights.bytes()).isZero();
        inflights.add(2, 2);
        inflights.add(3, 2);
        assertThat(inflights.isFull()).isFalse();
        inflights.add(4, 2);
        assertThat(inflights.isFull()).isTrue();
        inflights.freeTo(3);
        assertThat(inflights.count()).isEqualTo(1);
    }

    @Test
    void inflights_outOfOrderOrOverfull_isOurMistake() {
        Inflights inflights = new Inflights(2, 100);
        inflights.add(4, 1);
        assertThatThrownBy(() -> inflights.add(4, 1)).isInstanceOf(InvariantViolation.class);
        inflights.add(5, 1);
        assertThatThrownBy(() -> inflights.add(6, 1)).isInstanceOf(InvariantViolation.class);
    }
}
