package io.fairlead.cli.chaos.history;

import java.util.List;

/**
 * What a history amounts to.
 *
 * @param violations what cannot be true, in words; empty for a good history
 * @param operations calls about keys that were judged
 * @param revisions revisions that were judged
 * @param unknownMade changes of unknown outcome that were made
 * @param unknownNeverMade changes of unknown outcome that were not
 * @param expired revisions that a lease's end made
 */
public record Verdict(
        List<String> violations, int operations, long revisions, int unknownMade, int unknownNeverMade, int expired) {
    public Verdict {
        violations = List.copyOf(violations);
    }
}
