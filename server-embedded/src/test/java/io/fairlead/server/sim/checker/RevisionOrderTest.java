package io.fairlead.server.sim.checker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.server.model.ReplayedStore;
import io.fairlead.server.sim.checker.History.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The judge itself: a true history, and that history damaged in every way that matters. */
class RevisionOrderTest {
    /** A call before it is written down: tests change it first. */
    private static final class Step {
        Kind kind;
        Message request;
        long start;
        long end;

        @Nullable
        Message response;

        @Nullable
        EtcdError error;

        Step(Kind kind, Message request, long start, long end) {
            this.kind = kind;
            this.request = request;
            this.start = start;
            this.end = end;
        }
    }

    /** What a cluster would have done, call after call, ten nanoseconds each. */
    private static final class Story {
        final List<Step> steps = new ArrayList<>();
        final Map<Long, List<Event>> events = new TreeMap<>();
        final Map<Long, Long> seen = new TreeMap<>();

        Story() {
            ReplayedStore store = new ReplayedStore();
            tell(store, Kind.PUT, put("a", "v1"));
            tell(store, Kind.PUT, put("b", "v2"));
            tell(store, Kind.READ, range("a", "z"));
            tell(store, Kind.TXN, txn("v3", "c", "v4"));
            tell(store, Kind.DELETE, delete("a"));
            tell(store, Kind.DELETE, delete("nothing"));
            tell(store, Kind.READ, range("a", "z"));
            tell(store, Kind.PUT, put("a", "v5"));
            tell(store, Kind.DELETE, delete("b"));
            tell(store, Kind.PUT, put("d", "v6"));
            tell(store, Kind.READ, range("a", "z"));
        }

        private void tell(ReplayedStore store, Kind kind, Message request) {
            Step step = new Step(kind, request, 10L + 20L * steps.size(), 20L + 20L * steps.size());
            long before = store.revision();
            if (store.answer(request) instanceof Answer.Ok<? extends Message> ok) {
                step.response = ok.value();
            }
            if (store.revision() > before) {
                events.put(store.revision(), store.changesOf(store.revision()));
                seen.put(store.revision(), step.end - 1);
            }
            steps.add(step);
        }

        Step add(Kind kind, Message request, long start, long end) {
            Step step = new Step(kind, request, start, end);
            steps.add(step);
            return step;
        }

        List<Event> at(long revision) {
            return Objects.requireNonNull(events.get(revision));
        }

        Message response(int step) {
            return Objects.requireNonNull(steps.get(step).response);
        }

        void judge() {
            History history = new History();
            for (Step step : steps) {
                History.Call call = history.begin(step.kind, false, "c", "", step.request, step.start);
                if (step.response != null) {
                    call.answered(step.response, step.end);
                } else if (step.error != null) {
                    call.refused(step.error, step.end);
                }
            }
            EventLog log = new EventLog();
            events.forEach((revision, told) -> log.told("w", revision, told, seen.getOrDefault(revision, 1000L)));
            new RevisionOrder(history, log, List.of()).check();
        }
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(text(key)).setValue(text(value)).build();
    }

    private static DeleteRangeRequest delete(String key) {
        return DeleteRangeRequest.newBuilder().setKey(text(key)).build();
    }

    private static RangeRequest range(String from, String end) {
        return RangeRequest.newBuilder()
                .setKey(text(from))
                .setRangeEnd(text(end))
                .build();
    }

    private static TxnRequest txn(String first, String key, String second) {
        return TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setKey(text("a")).setVersion(1))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put("a", first)))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(key, second)))
                .build();
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static ResponseHeader at(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }

    @Test
    void history_true_isAccepted() {
        assertThatCode(() -> new Story().judge()).doesNotThrowAnyException();
    }

    @TestFactory
    Stream<DynamicTest> history_changedHarmlessly_isAccepted() {
        return Stream.of(
                harmless("a put whose answer was lost", story -> story.steps.get(0).response = null),
                harmless("a delete whose answer was lost", story -> story.steps.get(4).response = null),
                harmless("two deletes whose answers were lost", story -> {
                    story.steps.get(4).response = null;
                    story.steps.get(8).response = null;
                }),
                harmless("a transaction whose answer was lost", story -> story.steps.get(3).response = null),
                harmless(
                        "a put that was never answered and never made",
                        story -> story.add(Kind.PUT, put("x", "v9"), 5, 6)),
                harmless(
                        "a put that was refused",
                        story -> story.add(Kind.PUT, put("x", "v9"), 5, 6).error = EtcdError.NO_LEADER),
                harmless("reads at the same time in either order", story -> {
                    story.steps.get(2).start = 1;
                    story.steps.get(6).start = 1;
                }),
                harmless("a read of the future, refused", story -> {
                    RangeRequest future =
                            range("a", "z").toBuilder().setRevision(50).build();
                    story.add(Kind.READ, future, 5, 6).error = EtcdError.FUTURE_REVISION;
                }));
    }

    private static DynamicTest harmless(String what, Consumer<Story> change) {
        return dynamicTest(what, () -> {
            Story story = new Story();
            change.accept(story);
            assertThatCode(story::judge).doesNotThrowAnyException();
        });
    }

    @TestFactory
    Stream<DynamicTest> history_damaged_isRejected() {
        return Stream.of(
                damage("the last revision is lost", story -> story.events.remove(8L)),
                damage("all revisions are lost", story -> story.events.clear()),
                damage("a value is another", story -> story.events.put(2L, changed(story.at(2), "v99"))),
                damage("a revision holds what another one did", story -> story.events.put(7L, story.at(5))),
                damage(
                        "a transaction in parts",
                        story -> story.events.put(4L, story.at(4).subList(0, 1))),
                damage("a transaction out of order", story -> {
                    List<Event> events = new ArrayList<>(story.at(4));
                    Collections.reverse(events);
                    story.events.put(4L, events);
                }),
                damage("an event too many", story -> {
                    List<Event> events = new ArrayList<>(story.at(2));
                    events.add(events.get(0));
                    story.events.put(2L, events);
                }),
                damage("nobody put it", story -> story.steps.remove(0)),
                damage("nobody deleted it", story -> story.steps.remove(4)),
                damage("refused and done", story -> refuse(story.steps.get(0))),
                damage("a refused delete done", story -> refuse(story.steps.get(4))),
                damage("a refused transaction done", story -> refuse(story.steps.get(3))),
                damage(
                        "answered at another revision",
                        story -> story.steps.get(0).response =
                                PutResponse.newBuilder().setHeader(at(3)).build()),
                damage(
                        "answered beyond the end",
                        story -> story.steps.get(9).response =
                                PutResponse.newBuilder().setHeader(at(9)).build()),
                damage("applied twice", story -> story.events.put(9L, changed(story.at(8), "v6"))),
                damage(
                        "a delete that deleted more",
                        story -> story.steps.get(4).response = DeleteRangeResponse.newBuilder()
                                .setHeader(at(5))
                                .setDeleted(2)
                                .build()),
                damage(
                        "a delete that says it found nothing",
                        story -> story.steps.get(4).response = DeleteRangeResponse.newBuilder()
                                .setHeader(at(5))
                                .build()),
                damage(
                        "a delete of nothing that found something",
                        story -> story.steps.get(5).response = DeleteRangeResponse.newBuilder()
                                .setHeader(at(5))
                                .setDeleted(1)
                                .build()),
                damage(
                        "a transaction that says otherwise",
                        story -> story.steps.get(3).response = ((TxnResponse) story.response(3))
                                .toBuilder().setSucceeded(false).build()),
                damage("a read without a key", story -> readOf(story, 2, read -> read.removeKvs(0))),
                damage(
                        "a read of another value",
                        story -> readOf(
                                story,
                                2,
                                read -> read.setKvs(
                                        0, read.getKvs(0).toBuilder().setValue(text("v7"))))),
                damage(
                        "a read of another version",
                        story -> readOf(
                                story,
                                6,
                                read -> read.setKvs(
                                        0, read.getKvs(0).toBuilder().setVersion(7)))),
                damage("a read that counts wrongly", story -> readOf(story, 6, read -> read.setCount(9))),
                damage("a read at a state that is another", story -> readOf(story, 2, read -> read.setHeader(at(5)))),
                damage("a read from the future", story -> readOf(story, 10, read -> read.setHeader(at(20)))),
                damage("a stale read", story -> {
                    story.steps.get(2).start = 500;
                    story.steps.get(2).end = 510;
                }),
                damage("a write before what was seen when it was asked for", story -> {
                    story.steps.get(1).start = 500;
                    story.steps.get(1).end = 510;
                }),
                damage("a lost answer of a write asked for after it was seen", story -> {
                    story.steps.get(0).response = null;
                    story.steps.get(0).start = 500;
                }),
                damage("a lost delete asked for too late", story -> {
                    story.steps.get(4).response = null;
                    story.steps.get(4).start = 500;
                }),
                damage("one lost delete for two revisions", story -> {
                    story.steps.get(4).response = null;
                    story.steps.remove(8);
                }),
                damage("falsely of the future", story -> {
                    RangeRequest old =
                            range("a", "z").toBuilder().setRevision(3).build();
                    story.add(Kind.READ, old, 500, 510).error = EtcdError.FUTURE_REVISION;
                }),
                damage("falsely compacted", story -> {
                    RangeRequest old =
                            range("a", "z").toBuilder().setRevision(3).build();
                    story.add(Kind.READ, old, 500, 510).error = EtcdError.COMPACTED;
                }),
                damage("a read of what was compacted", story -> {
                    CompactionRequest compaction =
                            CompactionRequest.newBuilder().setRevision(6).build();
                    story.add(Kind.COMPACTION, compaction, 300, 310).response =
                            CompactionResponse.newBuilder().setHeader(at(8)).build();
                    Step read = story.add(
                            Kind.READ,
                            range("a", "z").toBuilder().setRevision(8).build(),
                            500,
                            510);
                    read.response = story.steps.get(10).response;
                    story.add(
                                            Kind.READ,
                                            range("x", "z").toBuilder()
                                                    .setRevision(3)
                                                    .build(),
                                            500,
                                            510)
                                    .response =
                            RangeResponse.newBuilder().setHeader(at(8)).build();
                }));
    }

    private static void refuse(Step step) {
        step.response = null;
        step.error = EtcdError.NO_LEADER;
    }

    private static void readOf(Story story, int step, Consumer<RangeResponse.Builder> change) {
        RangeResponse.Builder read = ((RangeResponse) story.response(step)).toBuilder();
        change.accept(read);
        story.steps.get(step).response = read.build();
    }

    private static List<Event> changed(List<Event> events, String value) {
        Event first = events.get(0);
        return List.of(first.toBuilder()
                .setKv(first.getKv().toBuilder().setValue(text(value)))
                .build());
    }

    private static DynamicTest damage(String what, Consumer<Story> change) {
        return dynamicTest(what, () -> {
            Story story = new Story();
            change.accept(story);
            assertThatThrownBy(story::judge).isInstanceOf(BrokenPromise.class);
        });
    }
}
