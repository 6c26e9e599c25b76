package io.fairlead.server.duty;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Member 1 has hash 10 at revision 7, compacted at 3; index 50 is where every member has that revision. */
class HashVoteTest {
    private static final KvHash OWN = new KvHash(10, 7, 3);
    private static final long INDEX = 50;
    private static final long NEWEST = 9;

    private final HashVote vote = new HashVote(1, OWN, 3);

    private static HashReport report(int hash) {
        return new HashReport(INDEX, 8, Optional.of(new KvHash(hash, 7, 3)));
    }

    private static HashReport withoutHash(long appliedIndex, long revision) {
        return new HashReport(appliedIndex, revision, Optional.empty());
    }

    private void add(long memberId, HashReport report) {
        vote.add(memberId, report, INDEX, NEWEST);
    }

    @Test
    void all_equal_areWholeAndNotSplit() {
        add(2, report(10));
        add(3, report(10));
        assertThat(vote.isSplit()).isFalse();
        assertThat(vote.isWhole()).isTrue();
        assertThat(vote.suspects()).isEmpty();
    }

    @Test
    void oneOfThree_differs_isSuspected() {
        add(2, report(10));
        add(3, report(11));
        assertThat(vote.isSplit()).isTrue();
        assertThat(vote.suspects()).containsExactly(3L);
        assertThat(vote).hasToString("hashes at revision 7, compacted at 3, as member 1 compares them: 10[1, 2] 11[3]");
    }

    @Test
    void thisMember_differsFromTwoOthers_suspectsItself() {
        add(2, report(11));
        add(3, report(11));
        assertThat(vote.suspects()).containsExactly(1L);
    }

    @Test
    void hashes_allDiffer_nobodyCanTell() {
        add(2, report(11));
        add(3, report(12));
        assertThat(vote.isSplit()).isTrue();
        assertThat(vote.suspects()).isEmpty();
    }

    @Test
    void twoOfThree_differAndTheThirdIsAway_nobodyCanTell() {
        add(2, report(11));
        assertThat(vote.isSplit()).isTrue();
        assertThat(vote.isWhole()).isFalse();
        assertThat(vote.suspects()).isEmpty();
    }

    @Test
    void hashes_overAnotherCompactionOrRevision_areNotCompared() {
        add(2, new HashReport(INDEX, 8, Optional.of(new KvHash(11, 7, 5))));
        add(3, new HashReport(INDEX, 8, Optional.of(new KvHash(11, 6, 3))));
        assertThat(vote.isSplit()).isFalse();
        assertThat(vote.isWhole()).isFalse();
    }

    @Test
    void member_thatHasNotAppliedThatFar_isNotCompared() {
        add(2, withoutHash(INDEX - 1, 6));
        assertThat(vote.isSplit()).isFalse();
        assertThat(vote.isWhole()).isFalse();
    }

    @Test
    void member_thatAppliedThatFarAndLacksTheRevision_isAstray() {
        add(2, withoutHash(INDEX, 6));
        add(3, report(10));
        assertThat(vote.isSplit()).isTrue();
        assertThat(vote.isWhole()).isTrue();
        assertThat(vote.suspects()).containsExactly(2L);
        assertThat(vote.toString()).endsWith("10[1, 3] other revisions[2]");
    }

    @Test
    void member_compactedBeyondTheRevision_isNotCompared() {
        add(2, withoutHash(INDEX, 9));
        assertThat(vote.isSplit()).isFalse();
        assertThat(vote.isWhole()).isFalse();
    }

    @Test
    void member_withRevisionsThatNobodyCommitted_isAstrayWhateverItsHash() {
        add(2, new HashReport(INDEX, NEWEST + 1, Optional.of(OWN)));
        add(3, report(10));
        assertThat(vote.suspects()).containsExactly(2L);
    }

    @Test
    void others_bothAstray_nobodyCanTell() {
        add(2, withoutHash(INDEX, 6));
        add(3, withoutHash(INDEX, 6));
        assertThat(vote.isSplit()).isTrue();
        assertThat(vote.suspects()).isEmpty();
    }

    @Test
    void atCompactions_revisionsAreNotLookedAt() {
        vote.add(2, new HashReport(INDEX, NEWEST + 1, Optional.of(OWN)));
        vote.add(3, withoutHash(INDEX, 6));
        assertThat(vote.isSplit()).isFalse();
        assertThat(vote.isWhole()).isFalse();
    }
}
