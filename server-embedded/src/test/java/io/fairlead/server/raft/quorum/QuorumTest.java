package io.fairlead.server.raft.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {
    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "5 6, 5",
        "0 6, 0",
        "3 5 4, 4",
        "0 0 9, 0",
        "7 7 7, 7",
        "1 2 3 4, 2",
        "9 9 9 1, 9",
        "1 2 3 4 5, 3",
        "0 0 8 9 9, 8"
    })
    void committedIndex_byMajority_isWhatMoreThanHalfHave(String reached, long committed) {
        List<Long> indexes = numbers(reached);
        assertThat(majorityOf(indexes.size()).committedIndex(id -> indexes.get((int) id - 1)))
                .isEqualTo(committed);
    }

    @ParameterizedTest
    @CsvSource({
        "y, WON",
        "n, LOST",
        "-, PENDING",
        "y-, PENDING",
        "yn, LOST",
        "yy, WON",
        "y--, PENDING",
        "yy-, WON",
        "nn-, LOST",
        "yn-, PENDING",
        "yny, WON",
        "yynn, LOST",
        "yyn-, PENDING",
        "nn--, LOST",
        "yyy-, WON",
        "yynn-, PENDING",
        "yyy--, WON",
        "nnn--, LOST"
    })
    void tally_ofMajority_knowsAsSoonAsItCan(String votes, VoteResult result) {
        assertThat(majorityOf(votes.length()).tally(id -> vote(votes.charAt((int) id - 1))))
                .isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        // voters 1,2,3 and 3,4,5
        "9 9 9 0 0, 0",
        "9 9 9 5 0, 5",
        "2 2 9 9 9, 2",
        "7 0 7 8 0, 7",
        "0 0 9 9 9, 0"
    })
    void committedIndex_joint_isWhatBothHalvesHave(String reached, long committed) {
        List<Long> indexes = numbers(reached);
        assertThat(joint().committedIndex(id -> indexes.get((int) id - 1))).isEqualTo(committed);
    }

    @ParameterizedTest
    @CsvSource({
        "yy---, PENDING",
        "yy-yy, WON",
        "nn-yy, LOST",
        "yy-nn, LOST",
        "--y--, PENDING",
        "y-yy-, WON",
        "yyn--, PENDING"
    })
    void tally_joint_needsBothHalves(String votes, VoteResult result) {
        assertThat(joint().tally(id -> vote(votes.charAt((int) id - 1)))).isEqualTo(result);
    }

    @Test
    void quorum_ofNobody_agreesToEverything() {
        Majority nobody = new Majority(new TreeSet<>());
        assertThat(nobody.committedIndex(id -> 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(nobody.tally(id -> Vote.REFUSED)).isEqualTo(VoteResult.WON);
        assertThat(nobody.isEmpty()).isTrue();
        assertThat(new JointQuorum(majorityOf(1), nobody).committedIndex(id -> 4))
                .isEqualTo(4);
    }

    @Test
    void isJust_oneVoter_decidesAlone() {
        Majority nobody = new Majority(new TreeSet<>());
        assertThat(new JointQuorum(majorityOf(1), nobody).isJust(1)).isTrue();
        assertThat(new JointQuorum(majorityOf(1), nobody).isJust(2)).isFalse();
        assertThat(new JointQuorum(majorityOf(2), nobody).isJust(1)).isFalse();
        assertThat(new JointQuorum(majorityOf(1), majorityOf(3)).isJust(1)).isFalse();
    }

    /** Against the definition: the largest index that enough voters have reached. */
    @Test
    void committedIndex_allSmallCases_matchesTheDefinition() {
        for (int size = 1; size <= 5; size++) {
            for (int code = 0; code < Math.pow(4, size); code++) {
                TreeMap<Long, Long> reached = new TreeMap<>();
                int rest = code;
                for (long id = 1; id <= size; id++) {
                    reached.put(id, (long) rest % 4);
                    rest /= 4;
                }
                long expected = 0;
                for (long index = 1; index < 4; index++) {
                    long least = index;
                    long have =
                            reached.values().stream().filter(r -> r >= least).count();
                    expected = have * 2 > size ? index : expected;
                }
                assertThat(majorityOf(size).committedIndex(reached::get)).isEqualTo(expected);
            }
        }
    }

    private static JointQuorum joint() {
        return new JointQuorum(
                new Majority(new TreeSet<>(List.of(1L, 2L, 3L))), new Majority(new TreeSet<>(List.of(3L, 4L, 5L))));
    }

    private static Majority majorityOf(int size) {
        TreeSet<Long> ids = new TreeSet<>();
        for (long id = 1; id <= size; id++) {
            ids.add(id);
        }
        return new Majority(ids);
    }

    private static Vote vote(char letter) {
        return switch (letter) {
            case 'y' -> Vote.GRANTED;
            case 'n' -> Vote.REFUSED;
            default -> Vote.MISSING;
        };
    }

    private static List<Long> numbers(String text) {
        return Arrays.stream(text.split(" ", -1)).map(Long::parseLong).toList();
    }
}
