package io.fairlead.api.kv;

import io.fairlead.api.Header;

/** What one step of a transaction gave; the kinds match those of {@link Op}. */
public sealed interface OpResult permits RangeResult, PutResult, DeleteResult, TxnResult {
    /** The header; inside a transaction only its revision is set, and for a nested transaction nothing. */
    Header header();
}
