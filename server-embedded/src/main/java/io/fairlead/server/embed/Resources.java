package io.fairlead.server.embed;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a member holds open, closed in the opposite order of opening. A failure to close one thing keeps no other open. */
final class Resources implements AutoCloseable {
    private final System.Logger logger;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    Resources(System.Logger logger) {
        this.logger = logger;
    }

    <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable resource = open.pop();
            try {
                resource.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                logger.log(Level.WARNING, "closing " + resource + " failed", e);
            }
        }
    }
}
