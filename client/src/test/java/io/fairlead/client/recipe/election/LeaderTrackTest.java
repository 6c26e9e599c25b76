package io.fairlead.client.recipe.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderTrackTest {
    private final LeaderTrack track = new LeaderTrack();

    private static KeyValue key(String key, String value, long created, long modified) {
        return new KeyValue(Bytes.utf8(key), Bytes.utf8(value), created, modified, 1, 7);
    }

    private static WatchEvent written(KeyValue entry) {
        return new WatchEvent(WatchEvent.Kind.UPDATED, entry, Optional.empty());
    }

    private static WatchEvent deleted(String key, long revision) {
        return new WatchEvent(WatchEvent.Kind.DELETED, key(key, "", 0, revision), Optional.empty());
    }

    private Optional<ElectionState> at(long revision, WatchEvent... events) {
        return track.changed(new WatchBatch(WatchBatch.Kind.EVENTS, revision, List.of(events)));
    }

    private static ElectionState leader(long revision, String key, String proposal, long token) {
        return new ElectionState.Leader(revision, Bytes.utf8(key), Bytes.utf8(proposal), token, 7);
    }

    @Test
    void read_firstTime_tellsTheOldestWhateverItsName() {
        assertThat(track.read(List.of(key("e/a", "young", 9, 9), key("e/b", "old", 5, 8)), 12))
                .contains(leader(12, "e/b", "old", 5));
    }

    @Test
    void read_emptyLine_tellsTheVacancyOnce() {
        assertThat(track.read(List.of(), 3)).contains(new ElectionState.Vacant(3));
        assertThat(track.read(List.of(), 8)).isEmpty();
    }

    @Test
    void changed_onlyFollowersMove_tellsNothing() {
        assertThat(track.read(List.of(key("e/b", "old", 5, 5)), 5)).isPresent();
        assertThat(at(6, written(key("e/a", "x", 6, 6)))).isEmpty();
        assertThat(at(7, deleted("e/a", 7))).isEmpty();
        assertThat(at(8, deleted("e/none", 8))).isEmpty();
    }

    @Test
    void changed_leaderProclaims_tellsTheProposalOnce() {
        assertThat(track.read(List.of(key("e/b", "old", 5, 5)), 5)).isPresent();
        assertThat(at(6, written(key("e/b", "new", 5, 6)))).contains(leader(6, "e/b", "new", 5));
        assertThat(at(7, written(key("e/b", "new", 5, 7)))).isEmpty();
    }

    @Test
    void changed_leaderAndNextGoAtOneRevision_tellsWhoIsLeft() {
        assertThat(track.read(List.of(key("e/a", "1", 2, 2), key("e/b", "2", 3, 3), key("e/c", "3", 4, 4)), 4))
                .isPresent();
        assertThat(at(9, deleted("e/a", 9), deleted("e/b", 9))).contains(leader(9, "e/c", "3", 4));
        assertThat(at(10, deleted("e/c", 10))).contains(new ElectionState.Vacant(10));
    }

    @Test
    void changed_sameKeyComesBack_isAnotherTerm() {
        assertThat(track.read(List.of(key("e/a", "1", 2, 2)), 2)).isPresent();
        assertThat(at(5, deleted("e/a", 5), written(key("e/a", "1", 5, 5)))).contains(leader(5, "e/a", "1", 5));
    }

    @Test
    void read_afterAGap_tellsOnlyWhatDiffers() {
        assertThat(track.read(List.of(key("e/a", "1", 2, 2)), 2)).isPresent();
        assertThat(track.read(List.of(key("e/a", "1", 2, 2), key("e/b", "2", 7, 7)), 9))
                .isEmpty();
        assertThat(track.read(List.of(key("e/b", "2", 7, 7)), 12)).contains(leader(12, "e/b", "2", 7));
    }
}
