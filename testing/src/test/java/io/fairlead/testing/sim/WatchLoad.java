package io.fairlead.testing.sim;

import com.google.protobuf.ByteString;
import io.fairlead.api.CompactedException;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest.FilterType;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchListener;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.server.sim.ClientSide;
import io.fairlead.server.sim.checker.RevisionOrder;
import io.fairlead.server.sim.checker.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One watch after another with the library, which goes on over whatever becomes of its streams. To its user each is one watcher
 * from its beginning to its end, and is judged as such.
 */
final class WatchLoad {
    private static final long MILLI = 1_000_000;
    private static final ByteString NUL = ByteString.copyFrom(new byte[] {0});

    private final Library library;
    private final ClientSide side;
    private final RandomGenerator random;
    private final List<Watched> everything = new ArrayList<>();
    private @Nullable Watch current;
    private boolean over;
    private long resumed;

    WatchLoad(Library library, ClientSide side) {
        this.library = library;
        this.side = side;
        this.random = side.random();
    }

    void begin() {
        long known = side.log().knownUpTo();
        begin(
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> known + random.nextInt(20);
                    default -> Math.max(1, known - random.nextInt(80));
                });
    }

    private void begin(long from) {
        WatchCreateRequest.Builder wish = WatchCreateRequest.newBuilder()
                .setStartRevision(from)
                .setPrevKv(random.nextBoolean())
                .setProgressNotify(random.nextBoolean());
        switch (random.nextInt(3)) {
            case 0 -> wish.setKey(side.draw().key());
            case 1 -> wish.setKey(NUL).setRangeEnd(NUL);
            default -> wish.setKey(ByteString.copyFromUtf8("k")).setRangeEnd(ByteString.copyFromUtf8("l"));
        }
        if (random.nextInt(4) == 0) {
            wish.addFilters(random.nextBoolean() ? FilterType.NOPUT : FilterType.NODELETE);
        }
        watch(wish.build());
    }

    private void watch(WatchCreateRequest request) {
        Watch watch = new Watch(request);
        current = watch;
        watch.start();
    }

    /** Now and then the user wants something else. */
    void live() {
        side.in(random.nextLong(1_000 * MILLI, 10_000 * MILLI), () -> {
            Watch now = current;
            if (!over && now != null) {
                now.close();
                begin();
                live();
            }
        });
    }

    /** From now on what is watched is watched to the end; what begins only later than that is not waited for. */
    void end() {
        over = true;
        current = current == null || current.beginsBehind(side.log().knownUpTo()) ? null : current;
    }

    /** What was not told up to this revision; empty if nothing. */
    String untold(long revision) {
        Watch now = current;
        return now == null || now.isThrough(revision) || library.isLost()
                ? ""
                : library.name() + " watches " + now + ", ";
    }

    void check(RevisionOrder order) {
        for (Watched watched : everything) {
            watched.check(side.log(), order.store());
            side.tally().checked("watch events of the client library", watched.toldCount());
        }
        side.tally().checked("watches of the client library", everything.size());
        side.tally().checked("watches of the client library resumed", resumed);
    }

    /** One watch. */
    private final class Watch {
        private final WatchCreateRequest request;
        private final Watched watched;

        /** What came before it was known where the watch begins. */
        private final List<WatchBatch> early = new ArrayList<>();

        private @Nullable WatchHandle handle;
        private @Nullable CompletableFuture<Void> reaching;
        private long reachingRevision;
        private boolean closed;

        Watch(WatchCreateRequest request) {
            this.request = request;
            this.watched = new Watched(library.name(), request);
            everything.add(watched);
        }

        void start() {
            side.note(library.name(), "watches from " + request.getStartRevision());
            CompletableFuture<WatchHandle> starting = library.client()
                    .watches()
                    .async()
                    .watch(Requests.range(request.getKey(), request.getRangeEnd()), options(), this::receive);
            library.when(starting, (started, thrown) -> {
                if (started != null) {
                    handle = started;
                    watched.created(started.startRevision() - 1);
                    early.forEach(this::judge);
                    early.clear();
                    library.when(started.done(), (done, end) -> ended(end));
                    if (closed) {
                        started.close();
                    }
                } else {
                    ended(thrown);
                }
            });
        }

        private WatchOptions options() {
            return new WatchOptions(
                    request.getStartRevision(),
                    request.getPrevKv(),
                    request.getFiltersList().contains(FilterType.NOPUT),
                    request.getFiltersList().contains(FilterType.NODELETE),
                    request.getProgressNotify(),
                    random.nextInt(3) == 0 ? 1 + random.nextInt(5) : WatchOptions.DEFAULT_BUFFER_EVENTS,
                    WatchOptions.fromNow().onCompacted(),
                    new WatchListener() {
                        @Override
                        public void onResumed(long nextRevision) {
                            resumed++;
                        }
                    });
        }

        private void receive(WatchBatch batch) {
            try {
                if (handle == null) {
                    early.add(batch);
                } else {
                    judge(batch);
                }
            } catch (RuntimeException | AssertionError broken) {
                side.fail(new AssertionError(library.name() + ": " + broken, broken));
            }
        }

        private void judge(WatchBatch batch) {
            if (closed) {
                return;
            }
            switch (batch.kind()) {
                case PROGRESS -> watched.progress(batch.revision());
                case EVENTS -> {
                    List<Event> events =
                            batch.events().stream().map(Answers::event).toList();
                    watched.told(batch.revision(), events, side.compactedMaybe());
                    side.log().seen(batch.revision(), side.nowNanos());
                    side.note(library.name(), "is told of revision " + batch.revision());
                }
                case RESYNC, SNAPSHOT -> throw new AssertionError("nobody asked for " + batch);
            }
        }

        private void ended(@Nullable Throwable end) {
            if (closed) {
                return;
            }
            closed = true;
            side.note(library.name(), "ends its watch: " + end);
            if (end instanceof CompactedException compacted) {
                watched.compacted(compacted.compactRevision(), side.compactedMaybe());
                watch(request.toBuilder()
                        .setStartRevision(compacted.compactRevision())
                        .build());
                return;
            }
            // Not even begun, within the deadline.
            if (end == null || handle != null) {
                throw new AssertionError("a watch ended by itself: " + end, end);
            }
            var unused = Library.expected(end);
            side.in(100 * MILLI, () -> {
                if (current == this) {
                    watch(request);
                }
            });
        }

        void close() {
            closed = true;
            if (handle != null) {
                handle.close();
            }
        }

        boolean beginsBehind(long revision) {
            return watched.next() > revision + 1;
        }

        boolean isThrough(long revision) {
            WatchHandle open = handle;
            if (open == null) {
                return false;
            }
            if (reaching == null || reachingRevision != revision || reaching.isCompletedExceptionally()) {
                reachingRevision = revision;
                reaching = open.reached(revision);
            }
            return reaching.isDone() && !reaching.isCompletedExceptionally() && open.revision() >= revision;
        }

        @Override
        public String toString() {
            return "from " + request.getStartRevision() + ", next " + watched.next()
                    + (handle == null ? ", not begun" : ", told up to " + handle.revision());
        }
    }
}
