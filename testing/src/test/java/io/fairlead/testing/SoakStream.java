package io.fairlead.testing;

import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchProgressRequest;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream of watchers that outlives its calls: each call goes on where the one before it ended. */
final class SoakStream {
    private final List<SoakWatcher> watchers;

    /** Takes messages only as the soak grants them. */
    private final boolean slow;

    private final Consumer<SoakStream> whenEnded;
    private final AtomicReference<@Nullable Throwable> problem;
    private final AtomicReference<@Nullable Call> call = new AtomicReference<>();

    /** The reader takes all there is from now on. Written by the soak alone. */
    private volatile boolean unlimited;

    private int home;

    /**
     * A stream that is not open yet.
     *
     * @param whenEnded told, on any thread, when a call has ended and another one may begin
     * @param problem where the first broken promise is noted
     */
    SoakStream(
            List<SoakWatcher> watchers,
            boolean slow,
            int home,
            Consumer<SoakStream> whenEnded,
            AtomicReference<@Nullable Throwable> problem) {
        this.watchers = watchers;
        this.slow = slow;
        this.home = home;
        this.whenEnded = whenEnded;
        this.problem = problem;
    }

    List<SoakWatcher> watchers() {
        return watchers;
    }

    boolean isSlow() {
        return slow;
    }

    /** Where the next call goes: another member each time. */
    int nextHome() {
        return home++;
    }

    boolean isDone() {
        return watchers.stream().allMatch(SoakWatcher::isDone);
    }

    void open(Channel channel) {
        Call opened = new Call();
        call.set(opened);
        WatchGrpc.newStub(channel).watch(opened);
        opened.begin();
    }

    /** Drops the call, as a client does that goes elsewhere. */
    void drop() {
        Call open = call.get();
        if (open != null) {
            open.drop();
        }
    }

    /** Lets the reader of a slow stream take some more messages. */
    void grant(int messages) {
        Call open = call.get();
        if (open != null && slow) {
            open.request(messages);
        }
    }

    /** The reader is slow no more. */
    void release() {
        unlimited = true;
        grant(1);
    }

    void askProgress() {
        Call open = call.get();
        if (open != null) {
            open.send(WatchRequest.newBuilder()
                    .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                    .build());
        }
    }

    private void ended(Call over) {
        if (call.compareAndSet(over, null)) {
            whenEnded.accept(this);
        }
    }

    private final class Call implements ClientResponseObserver<WatchRequest, WatchResponse> {
        private @Nullable ClientCallStreamObserver<WatchRequest> requests;

        /** The earlier parts of a response that comes in fragments, for each watcher. */
        private final List<List<Event>> parts = new ArrayList<>();

        private boolean over;

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> begun) {
            requests = begun;
            if (slow) {
                begun.disableAutoRequestWithInitial(watchers.size());
            }
        }

        synchronized void begin() {
            for (int i = 0; i < watchers.size(); i++) {
                parts.add(new ArrayList<>());
                send(WatchRequest.newBuilder()
                        .setCreateRequest(watchers.get(i).request(i + 1L))
                        .build());
            }
        }

        synchronized void send(WatchRequest request) {
            if (requests != null && !over) {
                requests.onNext(request);
            }
        }

        synchronized void request(int messages) {
            if (requests != null && !over) {
                requests.request(messages);
            }
        }

        void drop() {
            ClientCallStreamObserver<WatchRequest> open;
            synchronized (this) {
                over = true;
                open = requests;
            }
            if (open != null) {
                open.cancel("goes elsewhere", null);
            }
        }

        @Override
        public void onNext(WatchResponse response) {
            try {
                synchronized (this) {
                    if (over) {
                        return;
                    }
                    take(response);
                }
                if (slow && unlimited) {
                    request(1);
                }
            } catch (AssertionError broken) {
                problem.compareAndSet(null, broken);
            }
        }

        private void take(WatchResponse response) {
            if (response.getWatchId() == -1) {
                if (response.getCanceled()) {
                    throw new AssertionError("refused: " + response.getCancelReason());
                }
                watchers.forEach(
                        watcher -> watcher.bookmark(response.getHeader().getRevision()));
                return;
            }
            int place = (int) response.getWatchId() - 1;
            SoakWatcher watcher = watchers.get(place);
            if (response.getCanceled()) {
                throw new AssertionError(watcher + " is cancelled, compacted to " + response.getCompactRevision() + ": "
                        + response.getCancelReason());
            }
            List<Event> earlier = parts.get(place);
            if (response.getFragment()) {
                earlier.addAll(response.getEventsList());
            } else if (response.getEventsCount() > 0) {
                watcher.told(
                        earlier.isEmpty()
                                ? response
                                : response.toBuilder()
                                        .clearEvents()
                                        .addAllEvents(earlier)
                                        .addAllEvents(response.getEventsList())
                                        .build());
                earlier.clear();
            }
        }

        @Override
        public void onError(Throwable cause) {
            synchronized (this) {
                over = true;
            }
            ended(this);
        }

        @Override
        public void onCompleted() {
            onError(new IllegalStateException("a watch ended without a reason"));
        }
    }
}
