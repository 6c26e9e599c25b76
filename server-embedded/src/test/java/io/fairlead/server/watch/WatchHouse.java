package io.fairlead.server.watch;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.WriteTxn;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A keyspace that the test writes and a watch loop that takes its turns when the test says so. */
final class WatchHouse {
    static final Bytes ALL = Bytes.of(0);
    static final WatchLimits FEW = new WatchLimits(2, 3, 4);

    final Backend backend = new MemoryBackend(new FileOwner(1, 2));
    final MvccStore store = MvccStore.open(backend);
    final EventFeed feed;
    final WatchLoop loop;
    long nowNanos;
    int wakes;

    /** Whether publications reach the feed; a test that says no leaves the loop to find out by itself. */
    boolean feeding = true;

    private long index;

    WatchHouse() {
        this(WatchLimits.DEFAULT, new EventFeed(), 100);
    }

    WatchHouse(WatchLimits limits, EventFeed feed, int changesPerPiece) {
        this.feed = feed;
        this.loop = new WatchLoop(store, limits, feed, changesPerPiece, Failpoints.NONE);
        loop.attach(() -> wakes++);
    }

    /** Takes turns until there is nothing left to do. */
    void settle() {
        int turns = 0;
        while (loop.turn(nowNanos) > 0) {
            turns++;
            if (turns > 100_000) {
                throw new AssertionError("the loop never rests");
            }
        }
    }

    void passNanos(long nanos) {
        nowNanos += nanos;
        settle();
    }

    long deadlineNanos() {
        return loop.deadlineNanos() == Loop.NEVER ? -1 : loop.deadlineNanos();
    }

    /** One publication of as many transactions as there are. */
    @SafeVarargs
    final void publish(Consumer<WriteTxn>... transactions) {
        Batch batch = backend.begin();
        for (Consumer<WriteTxn> transaction : transactions) {
            WriteTxn txn = store.begin(batch);
            transaction.accept(txn);
            txn.commit();
        }
        seal(batch);
        if (feeding) {
            feed.published(store.lastPublished());
        }
    }

    private void seal(Batch batch) {
        try {
            backend.seal(batch, new AppliedMark(++index, 1, Bytes.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.publish();
    }

    static Consumer<WriteTxn> putting(String key, String value) {
        return txn -> txn.put(Bytes.utf8(key), Bytes.utf8(value), 0);
    }

    static Consumer<WriteTxn> deleting(String key) {
        return txn -> txn.deleteRange(KeySpan.of(Bytes.utf8(key)));
    }

    void put(String key, String value) {
        publish(putting(key, value));
    }

    void delete(String key) {
        publish(deleting(key));
    }

    /** Compacts and takes away what is given up. */
    void compact(long at) {
        publish(txn -> {
            if (!(txn.compact(at) instanceof Answer.Ok)) {
                throw new AssertionError("no compaction at " + at);
            }
        });
        feed.compacted();
        while (store.compactor().isPending()) {
            Batch batch = backend.begin();
            store.compactor().step(batch, 1);
            seal(batch);
        }
    }

    Caller open() {
        return open(WatchPermit.ALL, 0);
    }

    Caller open(WatchPermit permit, long progressNanos) {
        Caller caller = new Caller();
        Answer<WatchStream> opened = loop.open(caller, permit, progressNanos);
        if (opened instanceof Answer.Ok<WatchStream> ok) {
            caller.stream = ok.value();
        } else {
            caller.refused = ((Answer.Refused<WatchStream>) opened).error();
        }
        return caller;
    }

    static WatchSpec key(String key) {
        return WatchSpec.of(Bytes.utf8(key), Bytes.empty());
    }

    static WatchSpec everything() {
        return WatchSpec.of(ALL, ALL);
    }

    static WatchSpec range(String from, String to) {
        return WatchSpec.of(Bytes.utf8(from), Bytes.utf8(to));
    }

    /** A stream, and what it was told. */
    static final class Caller implements WatchOutlet {
        final List<WatchReply> replies = new ArrayList<>();

        @Nullable
        WatchStream stream;

        @Nullable
        EtcdError refused;

        @Nullable
        EtcdError ended;

        int flushes;
        int requestsDone;
        int credit = Integer.MAX_VALUE;
        private int used;

        WatchStream stream() {
            WatchStream opened = stream;
            if (opened == null) {
                throw new AssertionError("refused: " + refused);
            }
            return opened;
        }

        /** The reader has taken everything: there is room again. */
        void read() {
            used = 0;
            stream().roomAgain();
        }

        @Override
        public boolean hasRoom() {
            return used < credit;
        }

        @Override
        public void take(WatchReply reply) {
            used += reply.events().isEmpty() ? 0 : reply.size();
            replies.add(reply);
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public void requestDone() {
            requestsDone++;
        }

        @Override
        public void end(EtcdError why) {
            ended = why;
        }

        /** What was told since this was asked last, a line each: kind, id, header revision, events. */
        List<String> take() {
            List<String> lines = replies.stream().map(Caller::line).toList();
            replies.clear();
            return lines;
        }

        private static String line(WatchReply reply) {
            StringBuilder line = new StringBuilder(reply.kind().name().toLowerCase(java.util.Locale.ROOT));
            line.append(' ').append(reply.watchId()).append(" @").append(reply.revision());
            if (reply.compactRevision() != 0) {
                line.append(" compacted ").append(reply.compactRevision());
            }
            if (!reply.cancelReason().isEmpty()) {
                line.append(" because ").append(reply.cancelReason());
            }
            for (WatchEvent event : reply.events()) {
                line.append(' ')
                        .append(event.isDelete() ? "-" : "+")
                        .append(event.key().toUtf8());
                if (!event.isDelete()) {
                    line.append('=').append(event.value().toUtf8());
                }
                line.append('@').append(event.modRevision());
                Optional<String> before =
                        event.previous().map(state -> state.value().toUtf8());
                before.ifPresent(value -> line.append("(was ").append(value).append(')'));
            }
            return line.toString();
        }
    }
}
