package io.fairlead.jcache.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.jcache.history.Call.Ending;
import io.fairlead.jcache.history.Call.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    @Test
    void history_sequential_holds() {
        assertHolds(
                put("a", 1, 2),
                answered(What.GET, "", "", "a", 3, 4),
                answered(What.PUT_IF_ABSENT, "b", "", "false", 5, 6),
                answered(What.REPLACE_IF, "c", "a", "true", 7, 8),
                answered(What.REMOVE_IF, "", "a", "false", 9, 10),
                answered(What.GET_AND_REPLACE, "d", "", "c", 11, 12),
                answered(What.GET_AND_PUT, "e", "", "d", 13, 14),
                answered(What.GET_AND_REMOVE, "", "", "e", 15, 16),
                answered(What.REPLACE, "f", "", "false", 17, 18),
                answered(What.REMOVE, "", "", "false", 19, 20),
                answered(What.CONTAINS, "", "", "false", 21, 22));
    }

    @Test
    void read_ofAValueOverwrittenBefore_isFound() {
        assertBroken(put("a", 1, 2), put("b", 3, 4), answered(What.GET, "", "", "a", 5, 6));
    }

    @Test
    void read_duringTheWrite_mayReturnEither() {
        assertHolds(put("a", 1, 2), put("b", 3, 9), answered(What.GET, "", "", "a", 4, 5));
        assertHolds(put("a", 1, 2), put("b", 3, 9), answered(What.GET, "", "", "b", 4, 5));
    }

    @Test
    void reads_goingBackInTime_areFound() {
        assertBroken(
                put("a", 1, 2),
                put("b", 3, 9),
                answered(What.GET, "", "", "b", 4, 5),
                answered(What.GET, "", "", "a", 6, 7));
    }

    @Test
    void acknowledgedWrite_lost_isFound() {
        assertBroken(put("a", 1, 2), answered(What.GET, "", "", "", 3, 4));
    }

    @Test
    void compareAndSet_wonByTwo_isFound() {
        assertBroken(
                put("a", 1, 2),
                answered(What.REPLACE_IF, "b", "a", "true", 3, 8),
                answered(What.REPLACE_IF, "c", "a", "true", 4, 9));
        assertBroken(
                answered(What.PUT_IF_ABSENT, "b", "", "true", 3, 8),
                answered(What.PUT_IF_ABSENT, "c", "", "true", 4, 9));
    }

    @Test
    void unknownWrite_madeLaterOrNever_holds() {
        Call lost = unknown("b", 3, 4);

        assertHolds(put("a", 1, 2), lost, answered(What.GET, "", "", "a", 5, 6));
        assertHolds(put("a", 1, 2), lost, answered(What.GET, "", "", "a", 5, 6), answered(What.GET, "", "", "b", 7, 8));
    }

    @Test
    void unknownWrite_madeTwice_isFound() {
        assertBroken(
                put("a", 1, 2),
                unknown("b", 3, 4),
                answered(What.GET, "", "", "b", 5, 6),
                put("c", 7, 8),
                answered(What.GET, "", "", "b", 9, 10));
    }

    @Test
    void unknownWrite_seenBeforeItWasAskedFor_isFound() {
        assertBroken(answered(What.GET, "", "", "b", 1, 2), unknown("b", 3, 4));
    }

    @Test
    void writeThatWasNotApplied_seen_isFound() {
        Call refused = new Call(What.PUT, "k", "b", "", "", Ending.NOT_APPLIED, 3, 4);

        assertHolds(put("a", 1, 2), refused, answered(What.GET, "", "", "a", 5, 6));
        assertBroken(put("a", 1, 2), refused, answered(What.GET, "", "", "b", 5, 6));
    }

    @Test
    void increments_withAnUnknownOne_countItOnceAtMost() {
        Call lost = new Call(What.INCREMENT, "k", "", "", "", Ending.UNKNOWN, 3, 4);

        assertHolds(increment(1, 1, 2), lost, increment(2, 5, 6));
        assertHolds(increment(1, 1, 2), lost, increment(3, 5, 6));
        assertBroken(increment(1, 1, 2), lost, increment(4, 5, 6));
        assertBroken(increment(1, 1, 8), increment(1, 2, 9));
    }

    @Test
    void keys_areJudgedEachAlone_andAFaultNamesItsKey() {
        List<String> violations = Linearizability.violations(List.of(
                put("a", 1, 2),
                new Call(What.GET, "other", "", "", "a", Ending.ANSWERED, 3, 4),
                answered(What.GET, "", "", "a", 5, 6)));

        assertThat(violations).singleElement().asString().contains("key=other");
    }

    /** Many calls that overlap, of which we know the order they were made in; and the same with one answer falsified. */
    @Test
    void longHistory_ofManyOverlappingCalls_isJudgedRightly() {
        Random random = new Random(20261123);
        List<Call> calls = overlapping(random, 3000);

        assertThat(Linearizability.violations(calls)).isEmpty();

        int victim = IntStream.range(1500, calls.size())
                .filter(i -> calls.get(i).what() == What.GET)
                .findFirst()
                .orElseThrow();
        Call read = calls.get(victim);
        List<Call> falsified = IntStream.range(0, calls.size())
                .mapToObj(i ->
                        i == victim ? answered(What.GET, "", "", "v0", read.invoked(), read.returned()) : calls.get(i))
                .toList();
        assertThat(Linearizability.violations(falsified)).hasSize(1);
    }

    private static List<Call> overlapping(Random random, int count) {
        AtomicLong value = new AtomicLong();
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    long at = 100L * i;
                    long invoked = at - random.nextInt(400);
                    long returned = at + random.nextInt(400);
                    boolean isUnknown = random.nextInt(200) == 0;
                    if (random.nextBoolean()) {
                        return answered(What.GET, "", "", "v" + value.get(), invoked, returned);
                    }
                    String before = "v" + value.get();
                    String after = "v" + value.incrementAndGet();
                    return isUnknown
                            ? new Call(What.GET_AND_PUT, "k", after, "", "", Ending.UNKNOWN, invoked, returned)
                            : answered(What.GET_AND_PUT, after, "", before, invoked, returned);
                })
                .collect(() -> new ArrayList<>(List.of(put("v0", -2000, -1000))), ArrayList::add, ArrayList::addAll);
    }

    private static Call put(String value, long invoked, long returned) {
        return answered(What.PUT, value, "", "", invoked, returned);
    }

    private static Call unknown(String value, long invoked, long returned) {
        return new Call(What.PUT, "k", value, "", "", Ending.UNKNOWN, invoked, returned);
    }

    private static Call increment(long result, long invoked, long returned) {
        return answered(What.INCREMENT, "", "", String.valueOf(result), invoked, returned);
    }

    private static Call answered(What what, String given, String expected, String result, long invoked, long returned) {
        return new Call(what, "k", given, expected, result, Ending.ANSWERED, invoked, returned);
    }

    private static void assertHolds(Call... calls) {
        assertThat(Linearizability.violations(Stream.of(calls).toList())).isEmpty();
    }

    private static void assertBroken(Call... calls) {
        assertThat(Linearizability.violations(Stream.of(calls).toList())).hasSize(1);
    }
}
