package io.fairlead.client.recipe.mirror;

import io.fairlead.api.concurrency.MirrorListener;
import io.fairlead.api.concurrency.MirrorView;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.watch.WatchBatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who hears of changes. A listener that throws is logged, and hears of the next change all the same. */
final class Listeners {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    /** Equal to itself alone, so that one listener may be added twice. */
    private static final class Seat {
        private final MirrorListener listener;

        Seat(MirrorListener listener) {
            this.listener = listener;
        }
    }

    private final List<Seat> seats = new CopyOnWriteArrayList<>();

    KeptLease.Subscription add(MirrorListener listener) {
        Seat seat = new Seat(listener);
        seats.add(seat);
        return () -> seats.remove(seat);
    }

    void tell(WatchBatch change, MirrorView now) {
        for (Seat seat : seats) {
            try {
                seat.listener.changed(change, now);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a listener of a mirror failed", e);
            }
        }
    }
}
