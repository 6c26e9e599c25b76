package io.fairlead.server.txn;

import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KeyState;
import io.fairlead.server.mvcc.KvView;
import io.fairlead.server.mvcc.Revision;
import io.fairlead.server.mvcc.RevisionList;
import java.util.List;

/** The conditions of a transaction. */
final class Compares {
    /** What a key that is not there compares as. */
    private static final KeyState MISSING =
            new KeyState(new Revision(0, 0), true, Bytes.empty(), Bytes.empty(), 0, 0, 0);

    private Compares() {}

    static boolean allHold(KvView view, List<Compare> compares) {
        for (Compare compare : compares) {
            if (!holds(view, compare)) {
                return false;
            }
        }
        return true;
    }

    /** Whether every key of the range satisfies the compare; where there is none, whether a key of zeros would. */
    private static boolean holds(KvView view, Compare compare) {
        KeySpan span = Wire.span(compare.getKey(), compare.getRangeEnd());
        RevisionList found = new RevisionList();
        view.find(span, view.revision(), 0, found);
        if (found.size() == 0) {
            // A missing key has no value to compare with, not even an empty one.
            return compare.getTarget() != Compare.CompareTarget.VALUE && holds(MISSING, compare);
        }
        for (int i = 0; i < found.size(); i++) {
            KeyState key = view.read(found.mainAt(i), found.subAt(i));
            if (key == null) {
                Invariant.check(
                        view.isOutlived() || !view.covers(view.revision()), "a revision of the index has no record");
                // A compaction overtook this view, so whoever asks will judge again on a newer one.
                return false;
            }
            if (!holds(key, compare)) {
                return false;
            }
        }
        return true;
    }

    /** An operand of another target than the compare's counts as zero or empty, as one that is absent does. */
    private static boolean holds(KeyState key, Compare compare) {
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(key.version(), compare.getVersion());
            case CREATE -> Long.compare(key.createRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(key.modRevision(), compare.getModRevision());
            case VALUE -> key.value().compareTo(Wire.bytes(compare.getValue()));
            case LEASE -> Long.compare(key.lease(), compare.getLease());
            case UNRECOGNIZED -> 0;
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case UNRECOGNIZED -> true;
        };
    }
}
