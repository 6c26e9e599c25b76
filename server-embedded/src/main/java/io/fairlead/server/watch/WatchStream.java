package io.fairlead.server.watch;

import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One stream of watchers. The public methods may be called from any thread: they post to the watch loop, which does what was
 * asked in order and answers through the outlet. The rest belongs to the watch loop.
 */
public final class WatchStream {
    private final Mailbox<WatchTask> tasks;
    private final WatchOutlet outlet;
    private final WatchPermit permit;
    private final long progressNanos;

    /** Those that compaction cancelled stay, ended, until their caller cancels them: as in etcd their ids are taken. */
    private final TreeMap<Long, Watcher> watchers = new TreeMap<>();

    private final Set<Watcher> blocked = new LinkedHashSet<>();
    private long nextId;

    /** How many watchers are lagging or blocked. */
    private int behind;

    private int progressAsked;
    private long progressAskedAt;
    private long progressDueNanos = Loop.NEVER;
    private boolean closed;

    WatchStream(Mailbox<WatchTask> tasks, WatchOutlet outlet, WatchPermit permit, long progressNanos) {
        this.tasks = tasks;
        this.outlet = outlet;
        this.permit = permit;
        this.progressNanos = progressNanos;
    }

    /** Asks for a watcher; answered by CREATED or REFUSED before anything else is told of it. */
    public void create(WatchSpec spec) {
        tasks.post(loop -> loop.create(this, spec));
    }

    /** Answers a request for a watcher that can't be, by REFUSED with {@code reason}, in its turn. */
    public void refuse(String reason) {
        tasks.post(loop -> loop.refuse(this, reason));
    }

    /** Ends a watcher; answered by CANCELED, or not at all where there is none of that id. */
    public void cancel(long watchId) {
        tasks.post(loop -> loop.cancel(this, watchId));
    }

    /**
     * Asks how far the stream is; answered by PROGRESS once every watcher has been told everything up to what this member had
     * applied when it was asked. Not answered where there is no watcher, or one whose start revision is in the future.
     */
    public void requestProgress() {
        tasks.post(loop -> loop.askProgress(this));
    }

    /** The outlet, which had no room, has room again. */
    public void roomAgain() {
        tasks.post(loop -> loop.unblock(this));
    }

    /** The caller is gone: its watchers end, and nothing more is told. */
    public void close() {
        tasks.post(loop -> loop.close(this));
    }

    WatchOutlet outlet() {
        return outlet;
    }

    WatchPermit permit() {
        return permit;
    }

    boolean isClosed() {
        return closed;
    }

    void setClosed() {
        closed = true;
    }

    Collection<Watcher> watchers() {
        return watchers.values();
    }

    boolean has(long id) {
        return watchers.containsKey(id);
    }

    int count() {
        return watchers.size();
    }

    /** Adds a watcher under the id that was chosen, or the next free one. */
    Watcher add(WatchSpec spec, long next) {
        long id = spec.watchId();
        if (id == 0) {
            while (watchers.containsKey(nextId)) {
                nextId++;
            }
            id = nextId++;
        }
        Watcher watcher = new Watcher(this, id, spec, next);
        watchers.put(id, watcher);
        behind++;
        return watcher;
    }

    @Nullable
    Watcher remove(long id) {
        return watchers.remove(id);
    }

    /** Notes where a watcher of this stream stands now. */
    void move(Watcher watcher, Watcher.Place place) {
        if (watcher.place() == Watcher.Place.BLOCKED) {
            blocked.remove(watcher);
        }
        behind += (place.isBehind() ? 1 : 0) - (watcher.place().isBehind() ? 1 : 0);
        if (place == Watcher.Place.BLOCKED) {
            blocked.add(watcher);
        }
        watcher.setPlace(place);
    }

    /** A copy: whoever goes through it moves them. */
    List<Watcher> blocked() {
        return new ArrayList<>(blocked);
    }

    boolean hasBlocked() {
        return !blocked.isEmpty();
    }

    boolean isBehind() {
        return behind > 0;
    }

    void noteProgressAsked(long revision) {
        progressAsked++;
        progressAskedAt = revision;
    }

    long progressAskedAt() {
        return progressAskedAt;
    }

    int takeProgressAsked() {
        int asked = progressAsked;
        progressAsked = 0;
        return asked;
    }

    /** Whether {@code revision} may be told as progress of the whole stream. */
    boolean takesProgress(long revision) {
        boolean any = false;
        for (Watcher watcher : watchers.values()) {
            if (watcher.isAlive()) {
                if (watcher.isInFuture(revision)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    long progressNanos() {
        return progressNanos;
    }

    long progressDueNanos() {
        return progressDueNanos;
    }

    void setProgressDueNanos(long nanos) {
        progressDueNanos = nanos;
    }
}
