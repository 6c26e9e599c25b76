package io.fairlead.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.check.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
    /** A key put at 2 and 3, deleted at 4, put at 5 and 6, deleted at 7, put at 8. */
    private static KeyIndex threeLives() {
        KeyIndex key = new KeyIndex(new byte[] {1});
        key.put(2, 0);
        key.put(3, 1);
        key.tombstone(4, 0);
        key.put(5, 0);
        key.put(6, 0);
        key.tombstone(7, 2);
        key.put(8, 0);
        return key;
    }

    private static List<Long> aliveAt(KeyIndex key, long from, long to) {
        List<Long> found = new ArrayList<>();
        for (long at = from; at <= to; at++) {
            RevisionList list = new RevisionList();
            found.add(key.find(at, list) ? list.mainAt(0) : 0L);
        }
        return found;
    }

    private static List<Long> compact(KeyIndex key, long at) {
        List<Long> dropped = new ArrayList<>();
        key.compact(at, (main, sub) -> dropped.add(main));
        return dropped;
    }

    @Test
    void find_anyRevision_givesTheChangeThatHeldThen() {
        assertThat(aliveAt(threeLives(), 1, 9)).containsExactly(0L, 2L, 3L, 0L, 5L, 6L, 0L, 8L, 8L);
    }

    @Test
    void find_severalChangesInOneTransaction_givesTheLast() {
        KeyIndex key = new KeyIndex(new byte[] {1});
        key.put(2, 0);
        key.put(2, 3);
        RevisionList list = new RevisionList();
        assertThat(key.find(2, list)).isTrue();
        assertThat(list.subAt(0)).isEqualTo(3);
        key.tombstone(2, 4);
        assertThat(key.find(2, null)).isFalse();
        key.put(2, 5);
        assertThat(key.find(2, null)).isTrue();
    }

    @Test
    void put_afterTombstone_beginsANewLife() {
        KeyIndex key = new KeyIndex(new byte[] {1});
        assertThat(key.put(2, 0).version()).isEqualTo(1);
        assertThat(key.put(3, 0).version()).isEqualTo(2);
        key.tombstone(4, 0);
        Generation life = key.put(9, 0);
        assertThat(life.created()).isEqualTo(9);
        assertThat(life.version()).isEqualTo(1);
    }

    @Test
    void compact_betweenChanges_keepsTheOneThatHolds() {
        KeyIndex key = threeLives();
        assertThat(compact(key, 5)).containsExactlyInAnyOrder(2L, 3L, 4L);
        assertThat(aliveAt(key, 5, 9)).containsExactly(5L, 6L, 0L, 8L, 8L);
        assertThat(key.put(9, 0).version()).isEqualTo(2);
        assertThat(compact(key, 6)).containsExactly(5L);
        assertThat(aliveAt(key, 6, 9)).containsExactly(6L, 0L, 8L, 9L);
    }

    @Test
    void compact_exactlyAtATombstone_keepsItUntilTheNext() {
        KeyIndex key = threeLives();
        assertThat(compact(key, 4)).containsExactlyInAnyOrder(2L, 3L);
        assertThat(aliveAt(key, 4, 8)).containsExactly(0L, 5L, 6L, 0L, 8L);
        assertThat(compact(key, 5)).containsExactly(4L);
        assertThat(aliveAt(key, 5, 8)).containsExactly(5L, 6L, 0L, 8L);
    }

    @Test
    void compact_atTheNewest_keepsVersionCounting() {
        KeyIndex key = new KeyIndex(new byte[] {1});
        for (long main = 2; main <= 10; main++) {
            key.put(main, 0);
        }
        assertThat(compact(key, 10)).hasSize(8);
        assertThat(compact(key, 10)).isEmpty();
        assertThat(key.put(11, 0).version()).isEqualTo(10);
        assertThat(key.put(12, 0).created()).isEqualTo(2);
    }

    @Test
    void compact_pastTheEndOfADeletedKey_leavesNothing() {
        KeyIndex key = new KeyIndex(new byte[] {1});
        key.put(2, 0);
        key.tombstone(3, 0);
        assertThat(compact(key, 1)).isEmpty();
        assertThat(compact(key, 5)).containsExactly(2L, 3L);
        assertThat(key.isEmpty()).isTrue();
        assertThat(key.find(9, null)).isFalse();
    }

    @Test
    void removeNewest_acrossLives_leavesWhatWas() {
        KeyIndex key = threeLives();
        key.removeNewest();
        assertThat(aliveAt(key, 6, 9)).containsExactly(6L, 0L, 0L, 0L);
        key.removeNewest();
        assertThat(aliveAt(key, 6, 9)).containsExactly(6L, 6L, 6L, 6L);
        assertThat(key.put(7, 0).version()).isEqualTo(3);
        for (int i = 0; i < 6; i++) {
            key.removeNewest();
        }
        assertThat(key.isEmpty()).isTrue();
    }

    @Test
    void restore_recordsMissingInBetween_goesByWhatTheRecordsSay() {
        KeyIndex key = new KeyIndex(new byte[] {1});
        key.restorePut(3, 0, 2, 2);
        key.restorePut(9, 0, 2, 5);
        assertThat(key.put(10, 0).version()).isEqualTo(6);

        KeyIndex reborn = new KeyIndex(new byte[] {2});
        reborn.restorePut(3, 0, 2, 2);
        reborn.restorePut(9, 0, 9, 1);
        assertThat(aliveAt(reborn, 3, 9)).containsExactly(3L, 3L, 3L, 3L, 3L, 3L, 9L);
        assertThat(reborn.put(10, 0).version()).isEqualTo(2);

        KeyIndex buried = new KeyIndex(new byte[] {3});
        buried.restoreTombstone(4, 0);
        assertThat(aliveAt(buried, 3, 5)).containsExactly(0L, 0L, 0L);
        assertThat(compact(buried, 4)).isEmpty();
        assertThat(compact(buried, 5)).containsExactly(4L);
        assertThat(buried.isEmpty()).isTrue();
    }

    @Test
    void tombstone_forAKeyThatIsNotAlive_isOurMistake() {
        KeyIndex key = new KeyIndex(new byte[] {1});
        assertThatThrownBy(() -> key.tombstone(2, 0)).isInstanceOf(InvariantViolation.class);
        key.put(2, 0);
        key.tombstone(3, 0);
        assertThatThrownBy(() -> key.tombstone(4, 0)).isInstanceOf(InvariantViolation.class);
    }
}
