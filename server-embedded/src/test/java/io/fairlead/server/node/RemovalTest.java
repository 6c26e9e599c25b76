package io.fairlead.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.raft.model.ConfState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemovalTest {
    private static final ConfState FOUR = ConfState.of(List.of(1L, 2L, 3L, 4L), List.of(5L));
    private static final long SECOND = 1_000_000_000L;

    private final List<String> ends = new ArrayList<>();
    private final Removal removal = new Removal(1, SECOND, ends::add);

    @Test
    void told_byAMajorityOfTheOthers_endsOnce() {
        removal.told(2, FOUR, 0);
        removal.told(2, FOUR, 0);
        assertThat(ends).isEmpty();
        removal.told(3, FOUR, 0);
        removal.told(4, FOUR, 0);
        assertThat(ends).containsExactly("removed from the cluster");
    }

    @Test
    void told_bySomebodyWhoIsNoVoterHere_endsAfterAWhile() {
        removal.tick(100 * SECOND);
        removal.told(7, FOUR, 100 * SECOND);
        removal.tick(110 * SECOND - 1);
        assertThat(ends).isEmpty();
        removal.tick(110 * SECOND);
        assertThat(ends).hasSize(1);
    }

    @Test
    void told_bySomebodyWhereNobodyIsKnown_endsAtOnce() {
        removal.told(7, ConfState.EMPTY, 0);
        assertThat(ends).hasSize(1);
    }

    @Test
    void told_whileTheOwnRemovalIsApplied_needsTheOthersAlone() {
        removal.told(2, ConfState.of(List.of(2L), List.of(5L)), 0);
        assertThat(ends).hasSize(1);
    }
}
