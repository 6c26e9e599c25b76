package io.fairlead.client.recipe.election;

import io.fairlead.api.FairleadException;
import io.fairlead.api.concurrency.Session;
import io.fairlead.client.recipe.line.Line;
import io.fairlead.client.recipe.line.LineTools;
import io.fairlead.client.recipe.line.Trouble;
import java.time.Duration;
import java.util.function.Function;

/** The session of somebody who leads again and again: the one given while it lives, then others, which are closed here. */
final class LeadingSession implements AutoCloseable {
    private final LineTools tools;
    private final Function<Duration, Session> openSession;
    private final Duration ttl;
    private Session current;

    /** The present session was opened here. */
    private boolean ours;

    LeadingSession(LineTools tools, Session given, Function<Duration, Session> openSession) {
        this.tools = tools;
        this.openSession = openSession;
        this.ttl = given.ttl();
        this.current = given;
    }

    /** A session that lives, as far as this process can know; waits for the cluster to be there. */
    Session live() {
        int failures = 0;
        while (!current.state().isLive()) {
            close();
            try {
                current = openSession.apply(ttl);
                ours = true;
            } catch (FairleadException failure) {
                if (!Trouble.passes(failure)) {
                    throw failure;
                }
                failures++;
                Line.await(tools.pause(failures));
            }
        }
        return current;
    }

    @Override
    public void close() {
        if (ours) {
            ours = false;
            current.close();
        }
    }
}
