package io.fairlead.client.call;

import io.fairlead.client.endpoint.Endpoint;

/** Which endpoints a call may go to. */
public sealed interface Target {
    /**
     * Any of the list, and on to the next where the rule allows.
     *
     * @param needsLeader false if every member can answer from what it has itself: then it need not know a leader, and calls
     *     are spread. Otherwise they go to the leader first, and a member without one refuses at once, which lets the call go
     *     on
     */
    record Any(boolean needsLeader) implements Target {}

    /** This one, asked again where the rule allows. */
    record Only(Endpoint endpoint) implements Target {}

    /** This one, once, in half of the deadline: to find out something that others can tell as well. */
    record Probe(Endpoint endpoint) implements Target {}

    /** Any; for writes and linearizable reads. */
    Target ANY = new Any(true);

    /** Any, from what it has itself; for serializable reads. */
    Target ANY_ALONE = new Any(false);
}
