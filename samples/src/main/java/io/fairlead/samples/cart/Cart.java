package io.fairlead.samples.cart;

import java.io.Serializable;
import java.util.TreeMap;

/**
 * What a customer is about to buy.
 *
 * @param items how many of each; nobody changes it once it is here
 */
public record Cart(TreeMap<String, Integer> items) implements Serializable {
    /** With nothing in it. */
    public static Cart empty() {
        return new Cart(new TreeMap<>());
    }

    /** With one more of this. */
    public Cart and(String item) {
        TreeMap<String, Integer> more = new TreeMap<>(items);
        more.merge(item, 1, Integer::sum);
        return new Cart(more);
    }

    @Override
    public String toString() {
        return items.toString();
    }
}
