package io.fairlead.testing.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

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
        if (logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
            errors.add(logged.getLoggerName() + ": " + logged.getMessage() + " " + logged.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(levelBefore);
    }
}
