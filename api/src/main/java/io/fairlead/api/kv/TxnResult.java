package io.fairlead.api.kv;

import io.fairlead.api.Header;
import java.util.List;

/**
 * The answer to a transaction.
 *
 * @param header its revision is that of the writes, or the present one where nothing was written
 * @param succeeded true if all compares held and the first list of steps was run
 * @param results what each step gave, in order
 */
public record TxnResult(Header header, boolean succeeded, List<OpResult> results) implements OpResult {
    public TxnResult {
        results = List.copyOf(results);
    }

    /** The revision of the writes, or the present one where nothing was written. */
    public long revision() {
        return header.revision();
    }

    /**
     * What the read at place {@code index} of the steps that were run gave.
     *
     * @throws ClassCastException if that step was not a read
     */
    public RangeResult get(int index) {
        return (RangeResult) results.get(index);
    }

    /**
     * What the put at place {@code index} of the steps that were run gave.
     *
     * @throws ClassCastException if that step was not a put
     */
    public PutResult put(int index) {
        return (PutResult) results.get(index);
    }

    /**
     * What the delete at place {@code index} of the steps that were run gave.
     *
     * @throws ClassCastException if that step was not a delete
     */
    public DeleteResult delete(int index) {
        return (DeleteResult) results.get(index);
    }

    /**
     * What the nested transaction at place {@code index} of the steps that were run gave.
     *
     * @throws ClassCastException if that step was not a transaction
     */
    public TxnResult txn(int index) {
        return (TxnResult) results.get(index);
    }
}
