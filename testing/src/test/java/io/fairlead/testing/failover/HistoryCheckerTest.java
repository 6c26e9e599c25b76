package io.fairlead.testing.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.failover.HistoryChecker.Verdict;
import io.fairlead.testing.failover.Operation.Kind;
import io.fairlead.testing.failover.Operation.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker finds what is broken, and nothing where nothing is. */
class HistoryCheckerTest {
    private final List<Operation> operations = new ArrayList<>();
    private final List<Written> history = new ArrayList<>();
    private long clock;

    private void put(String key, String value, Result result, long revision) {
        operations.add(new Operation(Kind.PUT, key, value, clock++, clock++, result, revision, 0));
    }

    private void set(String key, String value, long seen, Result result, long revision) {
        operations.add(new Operation(Kind.COMPARE_AND_SET, key, value, clock++, clock++, result, revision, seen));
    }

    private void read(String key, String value, long seen, long revision) {
        operations.add(new Operation(Kind.READ, key, value, clock++, clock++, Result.OK, revision, seen));
    }

    private void made(long revision, String key, String value, long version) {
        history.add(new Written(revision, key, value, version));
    }

    private Verdict verdict() {
        return HistoryChecker.check(operations, history);
    }

    private void assertFound(String violation) {
        assertThat(verdict().violations()).anySatisfy(found -> assertThat(found).contains(violation));
    }

    @Test
    void history_good_isFoundGoodAndUnknownsAreExplained() {
        put("k", "a", Result.OK, 2);
        put("k", "b", Result.UNKNOWN, 0);
        put("k", "c", Result.UNKNOWN, 0);
        put("k", "d", Result.NOT_APPLIED, 0);
        read("k", "b", 3, 3);
        set("s", "x", 0, Result.OK, 4);
        set("s", "y", 0, Result.LOST, 0);
        set("s", "z", 4, Result.OK, 5);
        read("none", "", 0, 5);
        made(2, "k", "a", 1);
        made(3, "k", "b", 2);
        made(4, "s", "x", 1);
        made(5, "s", "z", 2);
        assertThat(verdict()).isEqualTo(new Verdict(List.of(), 1, 1));
    }

    @Test
    void write_acknowledgedAndMissing_isFound() {
        put("k", "a", Result.OK, 2);
        assertFound("acknowledged and lost");
    }

    @Test
    void write_acknowledgedAtAnotherRevision_isFound() {
        put("k", "a", Result.OK, 2);
        made(3, "k", "a", 1);
        assertFound("another revision");
    }

    @Test
    void write_madeTwice_isFound() {
        put("k", "a", Result.OK, 2);
        made(2, "k", "a", 1);
        made(3, "k", "a", 2);
        assertFound("made 2 times");
    }

    @Test
    void write_ofUnknownOutcomeMadeTwice_isFound() {
        put("k", "a", Result.UNKNOWN, 0);
        made(2, "k", "a", 1);
        made(3, "k", "a", 2);
        assertFound("made 2 times");
    }

    @Test
    void write_saidNotToBeMadeAndMade_isFound() {
        put("k", "a", Result.NOT_APPLIED, 0);
        made(2, "k", "a", 1);
        assertFound("said it was not");
    }

    @Test
    void comparison_saidToBeLostAndMade_isFound() {
        set("s", "x", 0, Result.LOST, 0);
        made(2, "s", "x", 1);
        assertFound("said it was not");
    }

    @Test
    void write_underAnotherKey_isFound() {
        put("k", "a", Result.OK, 2);
        made(2, "other", "a", 1);
        assertFound("another key");
    }

    @Test
    void value_thatNobodyWrote_isFound() {
        made(2, "k", "a", 1);
        assertFound("nobody wrote");
    }

    @Test
    void write_madeBeforeItWasAskedFor_isFound() {
        put("k", "a", Result.OK, 3);
        put("k", "b", Result.UNKNOWN, 0);
        made(2, "k", "b", 1);
        made(3, "k", "a", 2);
        assertFound("before it was asked for");
    }

    @Test
    void comparison_thatOverwroteSomethingUnseen_isFound() {
        set("s", "x", 0, Result.OK, 2);
        set("s", "y", 0, Result.OK, 3);
        made(2, "s", "x", 1);
        made(3, "s", "y", 2);
        assertFound("unseen");
    }

    @Test
    void read_ofAnOlderValueThanWasAcknowledged_isFound() {
        put("k", "a", Result.OK, 2);
        put("k", "b", Result.OK, 3);
        read("k", "a", 2, 2);
        made(2, "k", "a", 1);
        made(3, "k", "b", 2);
        assertFound("read a past older than revision 3");
    }

    @Test
    void read_ofWhatWasNotThere_isFound() {
        put("k", "a", Result.OK, 2);
        read("k", "b", 2, 2);
        made(2, "k", "a", 1);
        assertFound("read what was not there");
    }

    @Test
    void read_ofNothingWhereSomethingWas_isFound() {
        put("k", "a", Result.OK, 2);
        read("k", "", 0, 2);
        made(2, "k", "a", 1);
        assertFound("read what was not there");
    }

    @Test
    void history_withAHole_isFound() {
        put("k", "b", Result.OK, 3);
        made(3, "k", "b", 2);
        assertFound("history has 1 writes");
    }

    @Test
    void history_outOfOrder_isFound() {
        put("k", "a", Result.OK, 3);
        put("l", "b", Result.UNKNOWN, 0);
        made(3, "k", "a", 1);
        made(2, "l", "b", 1);
        assertFound("out of order");
    }
}
