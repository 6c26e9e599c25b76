package io.fairlead.samples.spring;

/** What an article costs. */
public record Price(long cents, String currency) {
    @Override
    public String toString() {
        return cents + " " + currency;
    }
}
