package io.fairlead.client.call;

import io.fairlead.client.endpoint.Endpoint;

/** Which endpoints a call may go to. */
public sealed interface Target {
    /** Any of the list, and on to the next where the rule allows. */
    record Any() implements Target {}

    /** This one, asked again where the rule allows. */
    record Only(Endpoint endpoint) implements Target {}

    /** This one, once, in half of the deadline: to find out something that others can tell as well. */
    record Probe(Endpoint endpoint) implements Target {}

    Target ANY = new Any();
}
