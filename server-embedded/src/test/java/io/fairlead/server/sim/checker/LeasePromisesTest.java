package io.fairlead.server.sim.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.server.model.ReplayedStore;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The judge of leases: a lease that was granted at 100 for 50, with two keys, as it may end and as it may not. */
class LeasePromisesTest {
    private static final long LEASE = 7;

    /** What a holder was told, and what was seen. */
    private static final class Story {
        final LeasePromises promises = new LeasePromises();
        final ReplayedStore store = new ReplayedStore();

        Story() {
            put("a", LEASE);
            put("b", LEASE);
            put("c", 0);
            promises.granted(LEASE, 100, 50);
        }

        void put(String key, long lease) {
            store.answer(PutRequest.newBuilder()
                    .setKey(text(key))
                    .setValue(text("v"))
                    .setLease(lease)
                    .build());
        }

        /** At one revision these keys go, and that is first seen at {@code nanos}. */
        boolean keysGo(long nanos, String from, String end) {
            var before = store.at(store.revision());
            store.answer(DeleteRangeRequest.newBuilder()
                    .setKey(text(from))
                    .setRangeEnd(text(end))
                    .build());
            return promises.explains(store.revision(), store.changesOf(store.revision()), before, nanos);
        }

        void ends(long nanos) {
            assertThat(keysGo(nanos, "a", "c")).isTrue();
        }
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @TestFactory
    Stream<DynamicTest> lease_asPromised_isAccepted() {
        return Stream.of(
                right("ends when its time is over", story -> story.ends(150)),
                right("ends long after", story -> story.ends(9999)),
                right("renewed, ends when its new time is over", story -> {
                    story.promises.renewed(LEASE, 140);
                    story.ends(190);
                }),
                right("renewals answered out of order", story -> {
                    story.promises.renewed(LEASE, 140);
                    story.promises.renewed(LEASE, 120);
                    story.ends(190);
                }),
                right("revoked by its holder", story -> {
                    story.promises.revocationAsked(LEASE, 110);
                    story.ends(111);
                    story.promises.revocationAnswered(LEASE, 120);
                }),
                right("a renewal that was asked before the revocation was answered", story -> {
                    story.promises.revocationAsked(LEASE, 110);
                    story.promises.revocationAnswered(LEASE, 120);
                    story.promises.renewed(LEASE, 115);
                    story.ends(130);
                }),
                right("said to be gone when its time is over", story -> {
                    story.promises.saidToBeGone(LEASE, 151);
                    story.ends(160);
                }),
                right("a key moved to another lease stays", story -> {
                    story.put("b", 8);
                    assertThat(story.keysGo(150, "a", "b")).isTrue();
                }));
    }

    @TestFactory
    Stream<DynamicTest> lease_notAsPromised_isRejected() {
        return Stream.of(
                wrong("ends early", story -> story.ends(149)),
                wrong("ends by the old time though renewed", story -> {
                    story.promises.renewed(LEASE, 140);
                    story.ends(189);
                }),
                wrong("ends before its revocation is asked for", story -> {
                    story.promises.revocationAsked(LEASE, 120);
                    story.ends(119);
                }),
                wrong("said to be gone early", story -> story.promises.saidToBeGone(LEASE, 149)),
                wrong("said to be gone early though renewed", story -> {
                    story.promises.renewed(LEASE, 140);
                    story.promises.saidToBeGone(LEASE, 189);
                }),
                wrong("renewed after its revocation was answered", story -> {
                    story.promises.revocationAsked(LEASE, 110);
                    story.promises.revocationAnswered(LEASE, 120);
                    story.promises.renewed(LEASE, 121);
                }),
                wrong("renewed after it was seen to end", story -> {
                    story.promises.renewed(LEASE, 140);
                    story.ends(190);
                    story.promises.renewed(LEASE, 191);
                }),
                wrong("renewed after it was said to be gone", story -> {
                    story.promises.saidToBeGone(LEASE, 151);
                    story.promises.renewed(LEASE, 152);
                }),
                wrong("takes only one of its keys along", story -> story.keysGo(150, "a", "b")),
                wrong("takes a key that is not its own", story -> story.keysGo(150, "a", "d")),
                wrong("takes the key that was moved to another lease", story -> {
                    story.put("b", 8);
                    story.keysGo(150, "a", "c");
                }),
                wrong("its keys are changed, not deleted", story -> {
                    var before = story.store.at(story.store.revision());
                    story.put("a", LEASE);
                    List<Event> events = story.store.changesOf(story.store.revision());
                    story.promises.explains(story.store.revision(), events, before, 150);
                }));
    }

    @Test
    void change_ofKeysWithoutALease_isNotExplained() {
        assertThat(new Story().keysGo(10, "c", "d")).isFalse();
    }

    private static DynamicTest right(String what, Consumer<Story> telling) {
        return dynamicTest(what, () -> assertThatCode(() -> tell(telling)).doesNotThrowAnyException());
    }

    private static DynamicTest wrong(String what, Consumer<Story> telling) {
        return dynamicTest(what, () -> assertThatThrownBy(() -> tell(telling)).isInstanceOf(BrokenPromise.class));
    }

    private static void tell(Consumer<Story> telling) {
        Story story = new Story();
        telling.accept(story);
        story.promises.check();
    }
}
