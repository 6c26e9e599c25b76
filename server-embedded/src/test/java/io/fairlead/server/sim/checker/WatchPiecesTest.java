package io.fairlead.server.sim.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class WatchPiecesTest {
    private static final int BYTES_MAX = 60;

    private final WatchPieces pieces = new WatchPieces("w", BYTES_MAX);

    @Test
    void pieces_upToTheLast_areOneResponse() {
        assertThat(pieces.received(piece(1, 9, 2, 3), true)).isFalse();
        assertThat(pieces.received(piece(1, 9, 4), true)).isFalse();
        assertThat(pieces.received(last(1, 9, 5), true)).isTrue();
        assertThat(pieces.take())
                .extracting(event -> event.getKv().getModRevision())
                .containsExactly(2L, 3L, 4L, 5L);
        assertThat(pieces.received(last(2, 9, 5), false)).isTrue();
        assertThat(pieces.take()).hasSize(1);
    }

    @Test
    void response_largeForAWatcherThatTakesNoPieces_isAccepted() {
        assertThat(pieces.received(last(1, 9, 2, 3, 4, 5, 6, 7, 8, 9), false)).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> message_thatDoesNotBelongThere_isRejected() {
        return Stream.of(
                wrong("a piece for who takes none", false, piece(1, 9, 2)),
                wrong("an empty piece", true, piece(1, 9)),
                wrong("a large piece", true, piece(1, 9, 2, 3, 4, 5, 6, 7, 8, 9)),
                wrong("a large response", true, last(1, 9, 2, 3, 4, 5, 6, 7, 8, 9)),
                wrong("another watcher's in between", true, piece(1, 9, 2), last(2, 9, 3)),
                wrong("progress in between", true, piece(1, 9, 2), last(1, 9)),
                wrong("progress of the stream in between", true, piece(1, 9, 2), last(-1, 9)),
                wrong("another response in between", true, piece(1, 9, 2), last(1, 10, 3)));
    }

    private static DynamicTest wrong(String what, boolean takesPieces, WatchResponse... messages) {
        return dynamicTest(what, () -> {
            WatchPieces pieces = new WatchPieces("w", BYTES_MAX);
            for (int i = 0; i + 1 < messages.length; i++) {
                pieces.received(messages[i], takesPieces);
            }
            assertThatThrownBy(() -> pieces.received(messages[messages.length - 1], takesPieces))
                    .isInstanceOf(BrokenPromise.class);
        });
    }

    private static WatchResponse piece(long watcher, long revision, long... changes) {
        return last(watcher, revision, changes).toBuilder().setFragment(true).build();
    }

    private static WatchResponse last(long watcher, long revision, long... changes) {
        WatchResponse.Builder message = WatchResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                .setWatchId(watcher);
        for (long change : changes) {
            message.addEvents(Event.newBuilder()
                    .setKv(KeyValue.newBuilder()
                            .setKey(ByteString.copyFromUtf8("k"))
                            .setModRevision(change)));
        }
        return message.build();
    }
}
