package io.fairlead.client.recipe.queue;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.WorkQueue;

/** How the keys of a queue are written. Pure. */
record QueueKeys(String name) {
    /** Three digits, as many as {@link WorkQueue#PRIORITY_LAST} has. */
    private static final int PRIORITY_DIGITS = 3;

    KeyRange all() {
        return KeyRange.prefix(name + "/");
    }

    KeyRange tail() {
        return KeyRange.single(name + "/tail");
    }

    KeyRange items() {
        return KeyRange.prefix(name + "/items/");
    }

    KeyRange claims() {
        return KeyRange.prefix(name + "/claims/");
    }

    KeyRange deliveries() {
        return KeyRange.prefix(name + "/deliveries/");
    }

    /** Where an item stands: its priority and its number, in digits that sort as the numbers do. */
    static String place(int priority, long number) {
        return String.format("%03d/%016x", priority, number);
    }

    KeyRange item(String place) {
        return KeyRange.single(name + "/items/" + place);
    }

    KeyRange claim(String place) {
        return KeyRange.single(name + "/claims/" + place);
    }

    KeyRange delivery(String place) {
        return KeyRange.single(name + "/deliveries/" + place);
    }

    /** The place that a key of one of the three ranges is about. */
    static String placeOf(KeyRange range, Bytes key) {
        return key.slice(range.key().size(), key.size()).toUtf8();
    }

    static int priorityOf(String place) {
        return Integer.parseInt(place.substring(0, PRIORITY_DIGITS));
    }
}
