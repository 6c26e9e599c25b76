package io.fairlead.client.endpoint;

/**
 * Where a member listens, and how gladly it is used.
 *
 * @param url as {@link EndpointAddress#parse} reads it
 * @param priority calls go to the locations with the lowest number; to others only while none of those can serve
 * @param weight of locations of one priority, a location gets calls in proportion to its weight; at least 1
 */
public record Location(String url, int priority, int weight) {
    /** @throws IllegalArgumentException if the priority is negative or the weight not positive */
    public Location {
        if (priority < 0 || weight < 1) {
            throw new IllegalArgumentException(url + ": priority " + priority + ", weight " + weight);
        }
    }

    /** A location like any other. */
    public static Location of(String url) {
        return new Location(url, 0, 1);
    }
}
