package io.fairlead.server.sim.checker;

import static io.fairlead.server.sim.checker.LineStory.FIRST;
import static io.fairlead.server.sim.checker.LineStory.SECOND;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The judge of elections, over the line of {@link LineStory}. */
class ElectionPromisesTest {
    @TestFactory
    Stream<DynamicTest> leader_atTheHead_isAccepted() {
        return Stream.of(
                right("told at once", promises -> promises.won(FIRST, 2, 2)),
                right("told late", promises -> promises.won(FIRST, 2, 4)),
                right("told when its turn had come", promises -> promises.won(SECOND, 3, 5)),
                right("told when it is over already", promises -> promises.won(FIRST, 2, 7)),
                right("its value", promises -> promises.proclaimed("c", FIRST, LineStory.text("one"), 2)),
                right("found by who asks", promises -> promises.leads("c", kv(FIRST, "one"), 4)),
                right("observed one after the other", promises -> {
                    promises.observed("o", kv(FIRST, "one"), 2);
                    promises.observed("o", kv(SECOND, "two"), 5);
                }));
    }

    @TestFactory
    Stream<DynamicTest> leader_whoIsNotAtTheHead_isRejected() {
        return Stream.of(
                wrong("told before its turn", promises -> promises.won(SECOND, 3, 4)),
                wrong("told with a key that is gone", promises -> promises.won(FIRST, 3, 7)),
                wrong("told again though it came back behind another", promises -> promises.won(FIRST, 7, 7)),
                wrong("told of a line where it never stood", promises -> promises.won(LineStory.text("x/3"), 2, 7)),
                wrong(
                        "a value that is not there",
                        promises -> promises.proclaimed("c", FIRST, LineStory.text("two"), 2)),
                wrong("a value of before", promises -> promises.proclaimed("c", FIRST, LineStory.text("one"), 3)),
                wrong(
                        "a value of a key that is gone",
                        promises -> promises.proclaimed("c", FIRST, LineStory.text("one"), 5)),
                wrong("found though it left", promises -> promises.leads("c", kv(FIRST, "one"), 5)),
                wrong("found though it is second", promises -> promises.leads("c", kv(SECOND, "two"), 4)),
                wrong("found with another value", promises -> promises.leads("c", kv(FIRST, "two"), 4)),
                wrong("observed twice", promises -> {
                    promises.observed("o", kv(FIRST, "one"), 2);
                    promises.observed("o", kv(FIRST, "one"), 2);
                }),
                wrong("observed in the wrong order", promises -> {
                    promises.observed("o", kv(SECOND, "two"), 5);
                    promises.observed("o", kv(FIRST, "one"), 2);
                }));
    }

    private static KeyValue kv(ByteString key, String value) {
        return KeyValue.newBuilder().setKey(key).setValue(LineStory.text(value)).build();
    }

    private static DynamicTest right(String what, Consumer<ElectionPromises> telling) {
        return dynamicTest(what, () -> assertThatCode(() -> judge(telling)).doesNotThrowAnyException());
    }

    private static DynamicTest wrong(String what, Consumer<ElectionPromises> telling) {
        return dynamicTest(what, () -> assertThatThrownBy(() -> judge(telling)).isInstanceOf(BrokenPromise.class));
    }

    private static void judge(Consumer<ElectionPromises> telling) {
        ElectionPromises promises = new ElectionPromises(LineStory.text("x/"));
        RevisionOrder order = new LineStory().order(promises);
        telling.accept(promises);
        promises.check(order);
    }
}
