package io.fairlead.client.call;

/** What running a call twice would do. */
public enum Effect {
    /** Nothing: the call changes nothing. */
    READ,

    /** The second time nothing: the call changes the store, but repeating it leaves what one call would have left. */
    IDEMPOTENT,

    /** It might change the store twice. */
    WRITE
}
