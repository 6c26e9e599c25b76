package io.fairlead.api.call;

import java.util.List;

/**
 * Hears of what changes around a client. Called on the client's executor, one event at a time, in order; it may block and may
 * call the client. What it throws is logged.
 */
public interface ClientListener {
    /** The endpoint answers: for the first time, or again after {@link #onEndpointDown}. */
    default void onEndpointUp(String endpoint) {}

    /** The endpoint does not answer, or cannot serve anybody now; calls prefer others until it answers again. */
    default void onEndpointDown(String endpoint, String why) {}

    /**
     * Another member leads.
     *
     * @param leaderId its id, unsigned
     * @param term since which it leads
     */
    default void onLeaderChange(long leaderId, long term) {}

    /** Calls go to these endpoints from now on: members came, went, or were found at other addresses. */
    default void onEndpointsChange(List<String> endpoints) {}
}
