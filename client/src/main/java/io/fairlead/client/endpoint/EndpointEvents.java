package io.fairlead.client.endpoint;

import java.util.List;

/** What changes here. Called by whichever thread noticed; must only note it and return. */
public interface EndpointEvents {
    /** Nobody listens. */
    EndpointEvents NONE = new EndpointEvents() {};

    /** Somebody wants an endpoint, and none is known yet. */
    default void wanted() {}

    default void up(Endpoint endpoint) {}

    default void down(Endpoint endpoint, String why) {}

    default void leaderChanged(long leaderId, long term) {}

    default void listChanged(List<Endpoint> endpoints) {}
}
