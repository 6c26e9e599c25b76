package io.fairlead.samples.cart;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a customer is about to buy. A record of texts and numbers is kept as it is, nothing need be serializable.
 *
 * @param items how many of each
 */
public record Cart(Map<String, Integer> items) {
    /** Keeps a copy. */
    public Cart {
        items = Map.copyOf(items);
    }

    /** With nothing in it. */
    public static Cart empty() {
        return new Cart(Map.of());
    }

    /** With one more of this. */
    public Cart and(String item) {
        Map<String, Integer> more = new TreeMap<>(items);
        more.merge(item, 1, Integer::sum);
        return new Cart(more);
    }

    /** In the order of the names. */
    @Override
    public String toString() {
        return new TreeMap<>(items).toString();
    }
}
