package io.fairlead.server.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailpointsTest {
    private static final Failpoint HERE = Failpoint.RAFT_BEFORE_SAVE;

    private final List<String> done = new ArrayList<>();

    private final Failpoints failpoints = new Failpoints(new Failpoints.Effect() {
        @Override
        public void halt(Failpoint at) {
            done.add("halt at " + at.label());
        }

        @Override
        public void sleep(Failpoint at, long nanos) {
            done.add(String.valueOf(nanos));
        }
    });

    @Test
    void reach_nothingArmed_doesNothing() {
        failpoints.reach(HERE);
        assertThat(done).isEmpty();
        assertThat(failpoints.terms(HERE)).isEmpty();
        assertThat(failpoints.count(HERE)).isEmpty();
    }

    @Test
    void reach_armedElsewhere_doesNothing() {
        failpoints.arm(Failpoint.AFTER_COMMIT, "panic");
        failpoints.reach(HERE);
        assertThat(done).isEmpty();
    }

    @Test
    void reach_panic_haltsEachTime() {
        failpoints.arm(HERE, "panic");
        failpoints.reach(HERE);
        failpoints.reach(HERE);
        assertThat(done).containsExactly("halt at raftBeforeSave", "halt at raftBeforeSave");
        assertThat(failpoints.count(HERE)).contains(2);
    }

    @Test
    void reach_chain_followsItTermByTerm() {
        failpoints.arm(HERE, "1*off->2*sleep(5)->1*panic");
        for (int i = 0; i < 6; i++) {
            failpoints.reach(HERE);
        }
        assertThat(done).containsExactly("5000000", "5000000", "halt at raftBeforeSave");
        assertThat(failpoints.count(HERE)).contains(4);
    }

    @ParameterizedTest
    @CsvSource({
        "sleep(20), 20000000",
        "sleep(\"1s\"), 1000000000",
        "sleep(\"100ms\"), 100000000",
        "sleep(\"1.5s\"), 1500000000",
        "sleep(\"1m30s\"), 90000000000",
        "sleep(\"7us\"), 7000",
        "sleep(\"3ns\"), 3"
    })
    void reach_sleep_sleepsSoLong(String terms, String nanos) {
        failpoints.arm(HERE, terms);
        failpoints.reach(HERE);
        assertThat(done).containsExactly(nanos);
        assertThat(failpoints.terms(HERE)).contains(terms);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "panics", "sleep", "sleep()", "sleep(1s)", "sleep(\"1\")", "sleep(\"s\")", "sleep(\"\")",
                "sleep(\"1s \")", "*panic", "2*", "->panic", "panic->", "panic panic", "return(1)", "print",
                "99999999999*panic"
            })
    void arm_notUnderstood_isRefusedAndChangesNothing(String terms) {
        failpoints.arm(HERE, "off");
        assertThatIllegalArgumentException().isThrownBy(() -> failpoints.arm(HERE, terms));
        assertThat(failpoints.terms(HERE)).contains("off");
    }

    @Test
    void arm_again_beginsAnew() {
        failpoints.arm(HERE, "1*panic");
        failpoints.reach(HERE);
        failpoints.arm(HERE, "1*panic");
        assertThat(failpoints.count(HERE)).contains(0);
        failpoints.reach(HERE);
        assertThat(done).hasSize(2);
    }

    @Test
    void disarm_oneOfTwo_leavesTheOther() {
        failpoints.arm(HERE, "panic");
        failpoints.arm(Failpoint.AFTER_COMMIT, "panic");
        assertThat(failpoints.disarm(HERE)).isTrue();
        assertThat(failpoints.disarm(HERE)).isFalse();
        failpoints.reach(HERE);
        failpoints.reach(Failpoint.AFTER_COMMIT);
        assertThat(done).containsExactly("halt at afterCommit");
    }

    @Test
    void none_canNotBeArmed() {
        assertThatIllegalStateException().isThrownBy(() -> Failpoints.NONE.arm(HERE, "panic"));
        Failpoints.NONE.reach(HERE);
    }

    @Test
    void labels_findTheirPlaces() {
        assertThat(Arrays.stream(Failpoint.values()).map(point -> Failpoint.of(point.label())))
                .containsExactlyElementsOf(
                        Arrays.stream(Failpoint.values()).map(Optional::of).toList());
        assertThat(Failpoint.of("raftbeforesave")).isEmpty();
    }
}
