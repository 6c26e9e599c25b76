package io.fairlead.client.recipe.stm;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a commit that failed read on the way, for the next run of the body: all of one revision.
 *
 * @param revision 0 if nothing was read
 * @param keys single keys, empty for those that do not exist
 * @param ranges ranges with what was found
 */
record StmPrefetch(long revision, Map<Bytes, Optional<KeyValue>> keys, Map<KeyRange, List<KeyValue>> ranges) {
    static final StmPrefetch NONE = new StmPrefetch(0, Map.of(), Map.of());
}
