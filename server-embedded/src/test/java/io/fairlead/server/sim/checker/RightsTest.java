package io.fairlead.server.sim.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.server.model.ReplayedStore;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The judge of rights: users are asked for from 100 to 900, and the guest is given a right between 200 and 220 that is taken between
 * 400 and 420.
 */
class RightsTest {
    /** What was asked, on whose behalf, and what came of it. */
    private static final class Story {
        final Rights rights = new Rights("guest");
        final History history = new History();
        final ReplayedStore store = new ReplayedStore();
        final EventLog log = new EventLog();

        Story() {
            rights.enforced(100);
            rights.giving(200);
            rights.given(220);
            rights.taking(400);
            rights.taken(420);
            rights.easing(900);
        }

        void put(String user, long start, long seen, long end) {
            PutRequest request = PutRequest.newBuilder()
                    .setKey(text("g"))
                    .setValue(text("v" + history.calls().size()))
                    .build();
            History.Call call = history.begin(History.Kind.PUT, false, user, user, request, start);
            if (store.answer(request) instanceof Answer.Ok<? extends Message> ok && end > 0) {
                call.answered(ok.value(), end);
            }
            log.told("w", store.revision(), store.changesOf(store.revision()), seen);
        }

        void read(boolean serializable, long start, long end) {
            RangeRequest request = RangeRequest.newBuilder().setKey(text("g")).build();
            History.Call call = history.begin(History.Kind.READ, serializable, "guest", "guest", request, start);
            if (store.answer(request) instanceof Answer.Ok<? extends Message> ok) {
                call.answered(ok.value(), end);
            }
        }

        void denied(EtcdError why, long start, long end) {
            RangeRequest request = RangeRequest.newBuilder().setKey(text("g")).build();
            history.begin(History.Kind.READ, false, "guest", "guest", request, start)
                    .refused(why, end);
        }

        void judge() {
            RevisionOrder order = new RevisionOrder(history, log, List.of());
            order.check();
            rights.check(history, order, log);
        }
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @TestFactory
    Stream<DynamicTest> call_thatMayBeAllowed_isAccepted() {
        return Stream.of(
                right("before anybody is asked", story -> story.put("guest", 50, 55, 60)),
                right("begun before anybody is asked", story -> story.put("guest", 50, 105, 110)),
                right("with the right", story -> story.put("guest", 300, 305, 310)),
                right("while the right is given", story -> story.put("guest", 205, 207, 210)),
                right("begun before the right is given", story -> story.put("guest", 150, 203, 205)),
                right("while the right is taken", story -> story.put("guest", 410, 412, 415)),
                right("begun before the right was taken", story -> story.put("guest", 410, 450, 460)),
                right("never answered, made while the right was there", story -> story.put("guest", 350, 360, 0)),
                right("when nobody is asked any more", story -> story.put("guest", 950, 955, 960)),
                right("answered when nobody may be asked any more", story -> story.put("guest", 850, 905, 910)),
                right("of somebody else", story -> story.put("", 500, 505, 510)),
                right("a read of an old state", story -> story.read(true, 500, 510)),
                right("denied without the right", story -> story.denied(EtcdError.PERMISSION_DENIED, 500, 510)),
                right("denied while the right is given", story -> story.denied(EtcdError.PERMISSION_DENIED, 210, 230)),
                right("denied while it is taken", story -> story.denied(EtcdError.PERMISSION_DENIED, 390, 405)),
                right("told with the right", story -> {
                    story.put("", 300, 305, 310);
                    story.rights.told(2, 306);
                }),
                right("told late of what was made with the right", story -> {
                    story.put("", 300, 305, 310);
                    story.rights.told(2, 500);
                }),
                right("told when nobody is asked any more", story -> {
                    story.put("", 500, 505, 510);
                    story.rights.told(2, 910);
                }),
                right("refused for another reason", story -> story.denied(EtcdError.AUTH_OLD_REVISION, 300, 310)));
    }

    @TestFactory
    Stream<DynamicTest> call_againstTheRights_isRejected() {
        return Stream.of(
                wrong("a put before the right is given", story -> story.put("guest", 150, 155, 160)),
                wrong("a put after it was taken", story -> story.put("guest", 421, 425, 430)),
                wrong("a read before the right is given", story -> story.read(false, 150, 160)),
                wrong("a read after it was taken", story -> story.read(false, 430, 440)),
                wrong("a put seen before the right is asked for", story -> story.put("guest", 150, 199, 300)),
                wrong("a put never answered, and made", story -> story.put("guest", 430, 440, 0)),
                wrong("told after the right was taken", story -> {
                    story.put("", 430, 435, 440);
                    story.rights.told(2, 436);
                }),
                wrong("told before the right is given", story -> {
                    story.put("", 150, 155, 160);
                    story.rights.told(2, 190);
                }),
                wrong("denied with the right", story -> story.denied(EtcdError.PERMISSION_DENIED, 230, 390)));
    }

    @Test
    void refusal_withoutTheRight_isCounted() {
        Story story = new Story();
        story.denied(EtcdError.PERMISSION_DENIED, 500, 510);
        story.denied(EtcdError.PERMISSION_DENIED, 300, 450);
        story.judge();
        assertThat(story.rights.denials()).isEqualTo(1);
    }

    private static DynamicTest right(String what, Consumer<Story> telling) {
        return dynamicTest(what, () -> {
            Story story = new Story();
            telling.accept(story);
            assertThatCode(story::judge).doesNotThrowAnyException();
        });
    }

    private static DynamicTest wrong(String what, Consumer<Story> telling) {
        return dynamicTest(what, () -> {
            Story story = new Story();
            telling.accept(story);
            assertThatThrownBy(story::judge).isInstanceOf(BrokenPromise.class);
        });
    }
}
