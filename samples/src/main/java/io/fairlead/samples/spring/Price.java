package io.fairlead.samples.spring;

import java.io.Serializable;

/** What an article costs. */
public record Price(long cents, String currency) implements Serializable {
    @Override
    public String toString() {
        return cents + " " + currency;
    }
}
