package io.fairlead.server.watch;

import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KeyState;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.ReadView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands changes to whom they concern: finds the watchers of each change, gathers what each is to be told, and then tells each
 * once. An event is made once, and once more with the previous value if somebody asks for that. Watch loop.
 */
final class Fanout implements Consumer<Watcher> {
    private final MvccStore keys;
    private final BiConsumer<WatchStream, WatchReply> replies;

    /** Told which watcher can't be told now, and from which revision on. */
    private final ObjLongConsumer<Watcher> blocked;

    private final List<Watcher> touched = new ArrayList<>();
    private @Nullable KeyState change;
    private @Nullable Offer plain;
    private @Nullable Offer withPrevious;

    /** An event, and a list of it alone that all who are told nothing else share. */
    private record Offer(WatchEvent event, List<WatchEvent> alone) {
        static Offer of(KeyState change, @Nullable KeyState previous) {
            WatchEvent event = new WatchEvent(change, previous);
            return new Offer(event, List.of(event));
        }
    }

    Fanout(MvccStore keys, BiConsumer<WatchStream, WatchReply> replies, ObjLongConsumer<Watcher> blocked) {
        this.keys = keys;
        this.replies = replies;
        this.blocked = blocked;
    }

    /**
     * Tells the watchers of {@code index} of {@code changes}, each in one reply.
     *
     * @param changes whole revisions, in order
     * @param revision up to where they go
     */
    void hand(List<KeyState> changes, WatcherIndex index, long revision) {
        for (KeyState next : changes) {
            change = next;
            plain = null;
            withPrevious = null;
            index.visit(next.key(), this);
        }
        for (Watcher watcher : touched) {
            List<WatchEvent> events = watcher.takeGathered();
            if (watcher.stream().outlet().hasRoom()) {
                watcher.noteBusy();
                replies.accept(watcher.stream(), WatchReply.events(watcher, revision, events));
            } else {
                blocked.accept(watcher, events.get(0).modRevision());
            }
        }
        touched.clear();
    }

    /** A watcher whose keys hold the present change. */
    @Override
    public void accept(Watcher watcher) {
        KeyState present = change;
        if (present != null && watcher.wants(present)) {
            Offer offer = watcher.spec().previous() ? withPrevious(present) : plain(present);
            if (watcher.gather(offer.event(), offer.alone())) {
                touched.add(watcher);
            }
        }
    }

    private Offer plain(KeyState present) {
        Offer made = plain;
        if (made == null) {
            made = Offer.of(present, null);
            plain = made;
        }
        return made;
    }

    private Offer withPrevious(KeyState present) {
        Offer made = withPrevious;
        if (made == null) {
            KeyState previous = previous(present);
            made = previous == null ? plain(present) : Offer.of(present, previous);
            withPrevious = made;
        }
        return made;
    }

    /** The key at the revision before; null where it was not there, or where compaction took that revision. */
    private @Nullable KeyState previous(KeyState present) {
        if (!present.tombstone() && present.createRevision() == present.modRevision()) {
            return null;
        }
        long at = present.modRevision() - 1;
        ReadView view = keys.view();
        if (at < view.compactedRevision()) {
            return null;
        }
        KeyState previous = view.get(KeySpan.of(present.key()), at);
        return view.covers(at) ? previous : null;
    }
}
