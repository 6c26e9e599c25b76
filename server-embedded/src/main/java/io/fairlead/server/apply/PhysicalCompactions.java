package io.fairlead.server.apply;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** Answers that are held back until the compaction they asked for has been carried out. Apply loop. */
final class PhysicalCompactions {
    private final TreeMap<Long, Runnable> answers = new TreeMap<>();

    /** Gives {@code answer} once the compaction at {@code revision} is finished. One compaction has one caller. */
    void await(long revision, Runnable answer) {
        answers.put(revision, answer);
    }

    void finished(long revision) {
        Iterator<Map.Entry<Long, Runnable>> done =
                answers.headMap(revision, true).entrySet().iterator();
        while (done.hasNext()) {
            done.next().getValue().run();
            done.remove();
        }
    }
}
