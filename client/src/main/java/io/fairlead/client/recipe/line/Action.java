package io.fairlead.client.recipe.line;

import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.Txn;

/**
 * What a {@link Place} asks for, or tells. What is asked for is answered with the number of its step; late answers are ignored.
 */
sealed interface Action {
    /** Send a transaction; answered by {@link Place#committed} or {@link Place#failed}. Never broken off. */
    record Commit(long step, Txn txn) implements Action {}

    /**
     * Watch from a revision on; answered by {@link Place#changed} or {@link Place#watchEnded}.
     *
     * @param deletions deletions are wanted, else writes
     */
    record Watch(long step, KeyRange range, long from, boolean deletions) implements Action {}

    /** The watch under way, if there is one, is not needed any more. */
    record StopWatch() implements Action {}

    /**
     * Wait a while; answered by {@link Place#woken}.
     *
     * @param failures so many tries have failed in a row
     */
    record Pause(long step, int failures) implements Action {}

    /** It is our turn. */
    record Entered(long createRevision) implements Action {}

    /** It is not our turn at once, as was asked. */
    record NotEntered() implements Action {}

    /** It will never be our turn. */
    record Failed(RuntimeException reason) implements Action {}

    /** It was our turn, and is no longer. */
    record Lost(String reason) implements Action {}

    /** Our key could not be deleted yet; it is tried again. */
    record Postponed() implements Action {}

    /** Our key is gone, or goes with the session. Told once. */
    record Left() implements Action {}

    /** The key is free for another place, and nothing follows but {@link Left}. Told once. */
    record Gone() implements Action {}
}
