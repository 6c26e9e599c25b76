package io.fairlead.cli.wire;

import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchProgressRequest;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One watch that outlives its connections: when one is lost it goes on with another, from the revision behind the last that
 * was told. One thread reads; another may ask for progress or close.
 */
public final class WatchStream implements AutoCloseable {
    private final Connections connections;
    private final WatchCreateRequest wanted;

    /** The revision to go on from; 0 as long as nothing was told. */
    private long nextRevision;

    private volatile @Nullable Conversation<WatchRequest, WatchResponse> stream;
    private volatile boolean isClosed;

    /** A watch that begins with the first read. */
    public WatchStream(Connections connections, WatchCreateRequest wanted) {
        this.connections = connections;
        this.wanted = wanted;
        this.nextRevision = wanted.getStartRevision();
    }

    /**
     * Waits for what happens next: events, a sign of progress, or the end of the watch, after which there is nothing more to
     * read. Empty once it was closed here.
     *
     * @throws io.fairlead.cli.shell.CommandFailure if the cluster refuses, or there is no connection in time
     */
    public Optional<WatchResponse> next() {
        while (!isClosed) {
            Optional<WatchResponse> told = current().next();
            if (told.isEmpty()) {
                stream = null;
                continue;
            }
            WatchResponse response = told.get();
            if (response.getCreated() && !response.getCanceled()) {
                // From now on: without this, what happens while a connection is replaced would be lost.
                nextRevision = nextRevision == 0 ? response.getHeader().getRevision() + 1 : nextRevision;
                continue;
            }
            if (response.getEventsCount() > 0) {
                Event last = response.getEvents(response.getEventsCount() - 1);
                nextRevision = last.getKv().getModRevision() + 1;
            } else if (!response.getCanceled()) {
                nextRevision = Math.max(nextRevision, response.getHeader().getRevision() + 1);
            }
            return told;
        }
        return Optional.empty();
    }

    /** Asks the member how far the watch has come; {@link #next} tells. */
    public void askProgress() {
        Conversation<WatchRequest, WatchResponse> open = stream;
        if (open != null) {
            boolean unused = open.say(WatchRequest.newBuilder()
                    .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                    .build());
        }
    }

    private Conversation<WatchRequest, WatchResponse> current() {
        Conversation<WatchRequest, WatchResponse> open = stream;
        if (open == null) {
            open = connections.open(WatchGrpc.getWatchMethod());
            boolean unused = open.say(WatchRequest.newBuilder()
                    .setCreateRequest(wanted.toBuilder().setStartRevision(nextRevision))
                    .build());
            stream = open;
            if (isClosed) {
                open.close();
            }
        }
        return open;
    }

    @Override
    public void close() {
        isClosed = true;
        Conversation<WatchRequest, WatchResponse> open = stream;
        if (open != null) {
            open.close();
        }
    }
}
