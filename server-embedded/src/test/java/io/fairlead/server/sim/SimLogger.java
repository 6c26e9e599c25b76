package io.fairlead.server.sim;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** What a member logs goes to the journal, so that a failed run tells its story, and so that it is part of the hash. */
final class SimLogger implements System.Logger {
    private final Journal journal;
    private final String who;

    SimLogger(Journal journal, String who) {
        this.journal = journal;
        this.who = who;
    }

    @Override
    public String getName() {
        return who;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level.getSeverity() >= Level.DEBUG.getSeverity();
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            journal.note(who, level + " " + text);
        }
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... values) {
        if (isLoggable(level)) {
            journal.noteFormatted(who, level + " " + format, values == null ? new Object[0] : values);
        }
    }
}
