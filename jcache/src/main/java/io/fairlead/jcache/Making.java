package io.fairlead.jcache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What has been made of a cache so far, to be unmade if the rest of it cannot be. */
final class Making {
    private final List<AutoCloseable> made = new ArrayList<>();

    <T extends AutoCloseable> T with(T part) {
        made.add(part);
        return part;
    }

    void destroyOnUndo(AutoCloseable destroy) {
        made.add(destroy);
    }

    /** The parts belong to this from now on. */
    void instead(AutoCloseable whole) {
        made.clear();
        made.add(whole);
    }

    /** Unmakes everything, the youngest first; what fails in that is hung on the failure that led here. */
    void undo(RuntimeException failure) {
        Collections.reverse(made);
        try {
            Closing.all(made);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
