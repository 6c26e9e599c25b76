package io.fairlead.client.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.client.watch.WatchPosition.Changes;
import io.fairlead.client.watch.WatchPosition.OutOfOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of positions, one by one, and all together against a server that breaks off at any point. */
class WatchPositionTest {
    private static final boolean WHOLE = false;
    private static final boolean PART = true;

    private static Event event(long revision) {
        return Event.newBuilder()
                .setKv(KeyValue.newBuilder()
                        .setKey(ByteString.copyFromUtf8("k" + revision))
                        .setModRevision(revision))
                .build();
    }

    private static List<Event> events(long... revisions) {
        return LongStream.of(revisions).mapToObj(WatchPositionTest::event).toList();
    }

    private static List<Long> revisions(List<Changes> changes) {
        return changes.stream().map(Changes::revision).toList();
    }

    @Test
    void position_startNamed_isNotMovedByTheAnswer() {
        WatchPosition position = new WatchPosition(5);
        assertThat(position.begin()).isEqualTo(5);
        position.created(100);
        assertThat(position.begin()).isEqualTo(5);
        position.created(3);
        assertThat(position.begin()).isEqualTo(5);
    }

    @Test
    void position_startOpen_isSettledBehindTheFirstAnswerAlone() throws OutOfOrder {
        WatchPosition position = new WatchPosition(0);
        assertThat(position.isOpen()).isTrue();
        assertThat(position.begin()).isZero();
        position.created(100);
        assertThat(position.isOpen()).isFalse();
        assertThat(position.begin()).isEqualTo(101);
        position.created(120);
        assertThat(position.begin()).isEqualTo(101);
        assertThat(revisions(position.received(events(101, 119), WHOLE))).containsExactly(101L, 119L);
    }

    @Test
    void position_eventsUpToTheHeaderOfTheFirstAnswer_areLeftOut() throws OutOfOrder {
        WatchPosition position = new WatchPosition(0);
        position.begin();
        position.created(100);
        assertThat(revisions(position.received(events(99, 100, 101), WHOLE))).containsExactly(101L);
        assertThat(position.next()).isEqualTo(102);
    }

    @Test
    void position_wholeResponse_movesBehindItsLastRevision() throws OutOfOrder {
        WatchPosition position = new WatchPosition(5);
        position.begin();
        List<Changes> complete = position.received(events(5, 5, 7), WHOLE);
        assertThat(revisions(complete)).containsExactly(5L, 7L);
        assertThat(complete.get(0).events()).hasSize(2);
        assertThat(position.next()).isEqualTo(8);
    }

    @Test
    void position_parts_waitForTheLastAndAreForgottenWithTheStream() throws OutOfOrder {
        WatchPosition position = new WatchPosition(5);
        position.begin();
        assertThat(position.received(events(5, 6), PART)).isEmpty();
        assertThat(position.next()).isEqualTo(5);
        assertThat(position.begin()).isEqualTo(5);
        assertThat(position.received(events(5, 6), PART)).isEmpty();
        List<Changes> complete = position.received(events(6, 6), WHOLE);
        assertThat(revisions(complete)).containsExactly(5L, 6L);
        assertThat(complete.get(1).events()).hasSize(3);
    }

    @Test
    void position_progress_movesForwardOnly() throws OutOfOrder {
        WatchPosition position = new WatchPosition(5);
        position.begin();
        assertThat(position.progressed(10)).isTrue();
        assertThat(position.next()).isEqualTo(11);
        assertThat(position.progressed(10)).isFalse();
        assertThat(position.progressed(7)).isFalse();
        assertThat(position.next()).isEqualTo(11);
        position.received(events(11), PART);
        assertThat(position.progressed(20)).isFalse();
        assertThat(position.next()).isEqualTo(11);
    }

    @Test
    void position_progressBeforeTheFirstAnswer_saysNothing() {
        WatchPosition position = new WatchPosition(0);
        position.begin();
        assertThat(position.progressed(10)).isFalse();
        assertThat(position.isOpen()).isTrue();
    }

    @Test
    void position_revisionAgain_isAMistakeOfTheServer() throws OutOfOrder {
        WatchPosition position = new WatchPosition(5);
        position.begin();
        position.received(events(5, 6), WHOLE);
        assertThatThrownBy(() -> position.received(events(6), WHOLE))
                .isInstanceOf(OutOfOrder.class)
                .hasMessageContaining("6")
                .hasMessageContaining("7");
    }

    @Test
    void position_revisionBehindProgress_isAMistakeOfTheServer() {
        WatchPosition position = new WatchPosition(5);
        position.begin();
        position.progressed(10);
        assertThatThrownBy(() -> position.received(events(8), WHOLE)).isInstanceOf(OutOfOrder.class);
    }

    /**
     * Some releases of etcd send older events to a watch that begins in the future, and a member may lag behind the last one.
     */
    @Test
    void position_revisionsThatWereNotAskedFor_areLeftOut() throws OutOfOrder {
        WatchPosition position = new WatchPosition(50);
        position.begin();
        assertThat(position.received(events(47, 48, 49), WHOLE)).isEmpty();
        assertThat(position.next()).isEqualTo(50);
        assertThat(revisions(position.received(events(49, 50), WHOLE))).containsExactly(50L);
    }

    @Test
    void position_givenBack_isAskedForAgain() throws OutOfOrder {
        WatchPosition position = new WatchPosition(5);
        position.begin();
        position.received(events(5, 6, 7), WHOLE);
        position.giveBack(6);
        assertThat(position.begin()).isEqualTo(6);
        assertThat(revisions(position.received(events(6, 7), WHOLE))).containsExactly(6L, 7L);
        assertThatThrownBy(() -> position.giveBack(8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void position_skipped_neverGoesBack() {
        WatchPosition position = new WatchPosition(5);
        position.skipTo(9);
        assertThat(position.begin()).isEqualTo(9);
        assertThatThrownBy(() -> position.skipTo(8)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Seeds are independent of each other, so a failure names the one to look at. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void position_throughAnyEndsOfStreams_seesHistoryOnceInOrder(int part) throws OutOfOrder {
        for (int seed = part * 1_000; seed < part * 1_000 + 500; seed++) {
            new Model(seed).run();
        }
    }

    /** A server with a history, streams that end anywhere, and a receiver that now and then has no room. */
    private static final class Model {
        private final SplittableRandom random;
        private final String name;

        /** Whether each revision concerns the watch, by its number; it is written up to {@link #written}. */
        private final List<Integer> eventsOf = new ArrayList<>();

        private final List<Long> delivered = new ArrayList<>();
        private final WatchPosition position;
        private long start;
        private long compacted;

        Model(int seed) {
            random = new SplittableRandom(seed);
            name = "seed " + seed;
            write(1 + random.nextInt(10));
            start = random.nextBoolean() ? 0 : 1 + random.nextInt(15);
            position = new WatchPosition(start);
        }

        private long written() {
            return eventsOf.size();
        }

        private void write(int count) {
            for (int i = 0; i < count; i++) {
                eventsOf.add(random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(3));
            }
        }

        void run() throws OutOfOrder {
            for (int streams = 0; streams < 12; streams++) {
                write(random.nextInt(4));
                stream(random.nextInt(8), false);
            }
            while (position.isOpen() || position.next() <= lastThatMatters()) {
                stream(Integer.MAX_VALUE, true);
            }
            List<Long> expected = LongStream.rangeClosed(start, written())
                    .filter(revision -> eventsOf.get((int) revision - 1) > 0)
                    .boxed()
                    .toList();
            assertThat(delivered).as(name).isEqualTo(expected);
        }

        private long lastThatMatters() {
            return LongStream.rangeClosed(1, written())
                    .filter(revision -> eventsOf.get((int) revision - 1) > 0)
                    .max()
                    .orElse(0);
        }

        /** One stream that ends after so many messages; the last one goes on until everything was told. */
        private void stream(int messages, boolean last) throws OutOfOrder {
            long asked = position.begin();
            long left = messages;
            if (left-- == 0) {
                return;
            }
            long base = asked == 0 ? written() : asked - 1;
            if (asked == 0) {
                // The header is read after the watch was taken up.
                write(random.nextInt(3));
            }
            boolean wasOpen = position.isOpen();
            position.created(written());
            if (wasOpen) {
                start = position.next();
            }
            if (base < compacted - 1) {
                throw new AssertionError(name + ": asked for " + asked + ", compacted to " + compacted);
            }
            serve(base, left, last);
        }

        private void serve(long base, long messages, boolean last) throws OutOfOrder {
            long told = base;
            long left = messages;
            while (left > 0) {
                if (!last) {
                    write(random.nextInt(3));
                }
                if (told >= written()) {
                    if (last) {
                        return;
                    }
                    left--;
                    position.progressed(written());
                    compact();
                    continue;
                }
                long to = Math.min(written(), told + 1 + random.nextInt(4));
                List<Event> events = new ArrayList<>();
                for (long revision = told + 1; revision <= to; revision++) {
                    for (int i = 0; i < eventsOf.get((int) revision - 1); i++) {
                        events.add(event(revision));
                    }
                }
                told = to;
                while (!events.isEmpty() && left-- > 0) {
                    int size = Math.min(events.size(), 1 + random.nextInt(4));
                    boolean more = size < events.size();
                    if (!take(position.received(List.copyOf(events.subList(0, size)), more))) {
                        return;
                    }
                    events.subList(0, size).clear();
                }
            }
        }

        /** Puts what is complete into the inbox; false if that had no room, so that the watch leaves the stream. */
        private boolean take(List<Changes> complete) {
            for (Changes changes : complete) {
                if (random.nextInt(10) == 0) {
                    position.giveBack(changes.revision());
                    return false;
                }
                assertThat(changes.events())
                        .as("%s: revision %s", name, changes.revision())
                        .hasSize(eventsOf.get((int) changes.revision() - 1));
                delivered.add(changes.revision());
            }
            return true;
        }

        /** Compacts as far as the watch does not need it. */
        private void compact() {
            compacted = position.next();
        }
    }
}
