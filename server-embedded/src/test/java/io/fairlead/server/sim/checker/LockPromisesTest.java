package io.fairlead.server.sim.checker;

import static io.fairlead.server.sim.checker.LineStory.FIRST;
import static io.fairlead.server.sim.checker.LineStory.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The judge of locks, over the line of {@link LineStory}. */
class LockPromisesTest {
    @TestFactory
    Stream<DynamicTest> holder_atTheHead_isAccepted() {
        return Stream.of(
                right("who is alone", (promises, story) -> promises.held(FIRST, 2)),
                right("who was there first", (promises, story) -> promises.held(FIRST, 3)),
                right("who comes next", (promises, story) -> promises.held(SECOND, 5)),
                right("who stays while another comes back", (promises, story) -> promises.held(SECOND, 7)),
                right("a write of the holder", (promises, story) -> promises.guarded(FIRST, story.firstWrite)),
                right("a write of the next", (promises, story) -> promises.guarded(SECOND, story.secondWrite)));
    }

    @TestFactory
    Stream<DynamicTest> holder_whoIsNotAtTheHead_isRejected() {
        return Stream.of(
                wrong("before it is in line", (promises, story) -> promises.held(SECOND, 2)),
                wrong("who is second", (promises, story) -> promises.held(SECOND, 3)),
                wrong("while the first still writes", (promises, story) -> promises.held(SECOND, 4)),
                wrong("who has left", (promises, story) -> promises.held(FIRST, 5)),
                wrong("who came back behind another", (promises, story) -> promises.held(FIRST, 7)),
                wrong("who was never there", (promises, story) -> promises.held(LineStory.text("x/3"), 7)),
                wrong("a write by another's guard", (promises, story) -> promises.guarded(SECOND, story.firstWrite)),
                wrong("a write after leaving", (promises, story) -> promises.guarded(FIRST, story.secondWrite)));
    }

    @Test
    void change_ofAnotherKey_isNotExplained() {
        LineStory story = new LineStory();
        assertThat(new LockPromises(LineStory.text("y/")).explains(2, story.changesOf(2), story.at(1), 20))
                .isFalse();
    }

    private static DynamicTest right(String what, BiConsumer<LockPromises, LineStory> telling) {
        return dynamicTest(what, () -> assertThatCode(() -> judge(telling)).doesNotThrowAnyException());
    }

    private static DynamicTest wrong(String what, BiConsumer<LockPromises, LineStory> telling) {
        return dynamicTest(what, () -> assertThatThrownBy(() -> judge(telling)).isInstanceOf(BrokenPromise.class));
    }

    private static void judge(BiConsumer<LockPromises, LineStory> telling) {
        LineStory story = new LineStory();
        LockPromises promises = new LockPromises(LineStory.text("x/"));
        RevisionOrder order = story.order(promises);
        telling.accept(promises, story);
        promises.check(order);
    }
}
