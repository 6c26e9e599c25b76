package io.fairlead.testing.sim;

import io.fairlead.server.storage.backend.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What client and members log as an error while this is open: each is a broken invariant that nobody else would see. */
final class LoggedErrors extends Handler implements AutoCloseable {
    /** Kept here: the JDK forgets the settings of loggers that nobody holds. */
    private final Logger logger = Logger.getLogger("io.fairlead");

    private final Level levelBefore = logger.getLevel();
    private final List<String> errors = new ArrayList<>();

    LoggedErrors() {
        logger.setLevel(Level.SEVERE);
        logger.addHandler(this);
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    @Override
    public void publish(LogRecord logged) {
        if (logged.getLevel().intValue() >= Level.SEVERE.intValue() && !isOfADisk(logged.getThrown())) {
            errors.add(logged.getLoggerName() + ": " + logged.getMessage() + " " + logged.getThrown());
        }
    }

    /** A disk that can't be read ends its member: that is for others to judge. */
    private static boolean isOfADisk(@Nullable Throwable thrown) {
        return thrown != null && (thrown instanceof UnreadableRecordException || isOfADisk(thrown.getCause()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(levelBefore);
    }
}
