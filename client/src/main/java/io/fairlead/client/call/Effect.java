package io.fairlead.client.call;

/** What running a call twice would do. */
public enum Effect {
    /** Nothing: the call changes nothing. */
    READ,

    /** It might change the store twice. */
    WRITE
}
