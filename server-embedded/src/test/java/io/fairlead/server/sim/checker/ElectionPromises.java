package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.model.ReplayedStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Elections. Whoever is told that he leads was at the head of the line by then; what he proclaims stands there; who asks for the
 * leader is told the head of the line at that revision; and whoever observes is told of leaders and their values in order.
 */
public final class ElectionPromises implements Origin {
    private final ByteString prefix;
    private final List<Won> wins = new ArrayList<>();
    private final List<Told> proclaimed = new ArrayList<>();
    private final List<Told> leaders = new ArrayList<>();

    /** By observer, the revision of the last leader it was told of. */
    private final Map<String, Long> observed = new HashMap<>();

    /** @param revision the highest one that was made anywhere when the answer came */
    private record Won(ByteString key, long created, long revision) {}

    private record Told(String who, ByteString key, ByteString value, long revision) {}

    /** @param prefix that the keys of all lines, and no others, begin with */
    public ElectionPromises(ByteString prefix) {
        this.prefix = prefix;
    }

    /**
     * A candidate was told that he leads, with the key that was created then.
     *
     * @param newest the highest revision that was made anywhere when the answer came
     */
    public void won(ByteString key, long created, long newest) {
        wins.add(new Won(key, created, newest));
    }

    /** A leader's new value was answered with this revision in the header. */
    public void proclaimed(String who, ByteString key, ByteString value, long revision) {
        proclaimed.add(new Told(who, key, value, revision));
    }

    /** Somebody who asked was told that this one leads at a revision. */
    public void leads(String who, KeyValue leader, long revision) {
        leaders.add(new Told(who, leader.getKey(), leader.getValue(), revision));
    }

    /** An observer was told that this one leads. */
    public void observed(String observer, KeyValue leader, long revision) {
        Long before = observed.put(observer, revision);
        if (before != null && before >= revision) {
            throw new BrokenPromise(
                    observer + " is told of a leader at revision " + revision + " after revision " + before);
        }
        leads(observer, leader, revision);
    }

    @Override
    public boolean explains(
            long revision, List<Event> events, NavigableMap<ByteString, KeyValue> before, long seenNanos) {
        return events.stream().allMatch(event -> event.getKv().getKey().startsWith(prefix));
    }

    /** To be called when the order of revisions has been checked. */
    public void check(RevisionOrder order) {
        ReplayedStore store = order.store();
        for (Won won : wins) {
            if (!wasHead(won, store)) {
                throw new BrokenPromise("told that it leads by " + won.key().toStringUtf8() + " created at "
                        + won.created() + ": " + Line.at(won.key(), store, won.revision()));
            }
        }
        for (Told told : proclaimed) {
            KeyValue there = store.at(told.revision()).get(told.key());
            if (there == null || !there.getValue().equals(told.value()) || there.getModRevision() != told.revision()) {
                throw new BrokenPromise(
                        told.who() + " proclaimed " + told.value().toStringUtf8() + " at revision " + told.revision()
                                + ", where there was " + there);
            }
        }
        for (Told told : leaders) {
            KeyValue head = Line.headOf(Line.nameOf(told.key()), store.at(told.revision()));
            if (head == null
                    || !head.getKey().equals(told.key())
                    || !head.getValue().equals(told.value())) {
                throw new BrokenPromise(
                        told.who() + " was told that " + told.key().toStringUtf8() + " leads with "
                                + told.value().toStringUtf8() + ": " + Line.at(told.key(), store, told.revision()));
            }
        }
    }

    /** How many candidates were told that they lead. */
    public int wonCount() {
        return wins.size();
    }

    /** How often anybody was told who leads. */
    public int toldCount() {
        return leaders.size();
    }

    private static boolean wasHead(Won won, ReplayedStore store) {
        for (long revision = won.created(); revision <= Math.min(won.revision(), store.revision()); revision++) {
            NavigableMap<ByteString, KeyValue> keys = store.at(revision);
            KeyValue own = keys.get(won.key());
            if (own == null || own.getCreateRevision() != won.created()) {
                return false;
            }
            if (Line.isHead(won.key(), keys)) {
                return true;
            }
        }
        return false;
    }
}
