package io.fairlead.server.sim.checker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest.FilterType;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.server.model.ReplayedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The judge of watchers: what may be told is accepted, and nothing else. */
class WatchedTest {
    private final ReplayedStore store = new ReplayedStore();
    private final EventLog log = new EventLog();

    WatchedTest() {
        put("a", "1");
        put("b", "2");
        put("a", "3");
        store.answer(DeleteRangeRequest.newBuilder().setKey(text("a")).build());
        put("a", "4");
        for (long revision = 2; revision <= store.revision(); revision++) {
            log.told("w", revision, store.changesOf(revision), revision);
        }
    }

    private void put(String key, String value) {
        store.answer(
                PutRequest.newBuilder().setKey(text(key)).setValue(text(value)).build());
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static WatchCreateRequest.Builder all(long from) {
        return WatchCreateRequest.newBuilder()
                .setKey(text("a"))
                .setRangeEnd(text("z"))
                .setStartRevision(from);
    }

    private List<Event> of(long from, long to) {
        List<Event> events = new ArrayList<>();
        for (long revision = from; revision <= to; revision++) {
            events.addAll(store.changesOf(revision));
        }
        return events;
    }

    @Test
    void everything_toldInPieces_isAccepted() {
        Watched watched = new Watched("w", all(2).build());
        watched.told(3, of(2, 3), 0);
        watched.progress(3);
        watched.told(6, of(4, 6), 0);
        watched.progress(6);
        assertThatCode(() -> watched.check(log, store)).doesNotThrowAnyException();
    }

    @Test
    void filter_ofDeletes_leavesThemOut() {
        Watched watched =
                new Watched("w", all(2).addFilters(FilterType.NODELETE).build());
        watched.told(4, of(2, 4), 0);
        watched.told(6, of(6, 6), 0);
        assertThatCode(() -> watched.check(log, store)).doesNotThrowAnyException();
    }

    @Test
    void previous_compactedAway_mayBeMissing() {
        Watched watched = new Watched("w", all(4).setPrevKv(true).build());
        watched.told(4, of(4, 4), 4);
        assertThatCode(() -> watched.check(log, store)).doesNotThrowAnyException();
    }

    @Test
    void compaction_ofWhatWasNotTold_endsIt() {
        Watched watched = new Watched("w", all(2).build());
        assertThatCode(() -> watched.compacted(5, 5)).doesNotThrowAnyException();
    }

    @TestFactory
    Stream<DynamicTest> watcher_toldWrongly_isRejected() {
        return Stream.of(
                wrong("twice", all(2), watched -> {
                    watched.told(3, of(2, 3), 0);
                    watched.told(4, of(3, 4), 0);
                }),
                wrong("backwards", all(2), watched -> {
                    watched.told(4, of(4, 4), 0);
                    watched.told(4, of(3, 3), 0);
                }),
                wrong("a gap", all(2), watched -> {
                    watched.told(2, of(2, 2), 0);
                    watched.told(4, of(4, 4), 0);
                }),
                wrong("progress ahead of events", all(2), watched -> watched.progress(5)),
                wrong("an event after progress covered it", all(2), watched -> {
                    watched.told(3, of(2, 3), 0);
                    watched.progress(4);
                    watched.told(4, of(4, 4), 0);
                }),
                wrong("progress that goes back", all(2), watched -> {
                    watched.told(4, of(2, 4), 0);
                    watched.progress(3);
                }),
                wrong("before its start", all(4), watched -> watched.told(4, of(3, 4), 0)),
                wrong("progress before its start", all(9), watched -> watched.progress(6)),
                wrong("a header behind its events", all(2), watched -> watched.told(2, of(2, 3), 0)),
                wrong(
                        "what is filtered",
                        all(2).addFilters(FilterType.NODELETE),
                        watched -> watched.told(6, of(2, 6), 0)),
                wrong("another key", all(2).clearRangeEnd(), watched -> watched.told(3, of(2, 3), 0)),
                wrong("without the previous value", all(4).setPrevKv(true), watched -> watched.told(4, of(4, 4), 0)),
                wrong("with a previous value nobody asked for", all(2), watched -> {
                    Event event = store.changesOf(2).get(0);
                    watched.told(
                            2,
                            List.of(event.toBuilder().setPrevKv(event.getKv()).build()),
                            0);
                }),
                wrong("another value", all(2), watched -> {
                    Event event = store.changesOf(2).get(0);
                    watched.told(
                            2,
                            List.of(event.toBuilder()
                                    .setKv(event.getKv().toBuilder().setValue(text("9")))
                                    .build()),
                            0);
                }),
                wrong("an end by a compaction nobody asked for", all(2), watched -> watched.compacted(5, 4)),
                wrong("an end by a compaction of what was told", all(2), watched -> {
                    watched.told(4, of(2, 4), 0);
                    watched.compacted(5, 5);
                }));
    }

    private DynamicTest wrong(String what, WatchCreateRequest.Builder request, Consumer<Watched> telling) {
        return dynamicTest(what, () -> {
            Watched watched = new Watched("w", request.build());
            assertThatThrownBy(() -> {
                        telling.accept(watched);
                        watched.check(log, store);
                    })
                    .isInstanceOf(BrokenPromise.class);
        });
    }
}
