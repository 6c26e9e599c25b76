package io.fairlead.api.concurrency;

import java.time.Duration;

/** The recipes: what processes agree on through the store. Names are keys; recipes of one kind and name meet each other. */
public interface Recipes {
    /** The time to live of sessions if not set: that of etcd's own client. */
    Duration DEFAULT_SESSION_TTL = Duration.ofSeconds(60);

    /** Opens a session with the default time to live. */
    default Session openSession() {
        return openSession(DEFAULT_SESSION_TTL);
    }

    /** Opens a session. The time is rounded up to whole seconds. */
    Session openSession(Duration ttl);
}
