package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.SortOrder;
import io.fairlead.api.kv.SortTarget;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import java.time.Duration;
import java.util.List;

/** Who stands in a line, seen from outside. */
final class LineOfKeys {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FairleadClient client;
    private final KeyRange range;

    LineOfKeys(FairleadClient client, String name) {
        this.client = client;
        this.range = KeyRange.prefix(name + "/");
    }

    List<KeyValue> now() {
        return read().entries();
    }

    /** Waits until so many stand in line, and gives them, the oldest first. */
    List<KeyValue> await(int count) {
        RangeResult found = read();
        if (found.entries().size() == count) {
            return found.entries();
        }
        try (WatchIterator changes =
                client.watches().iterate(range, WatchOptions.from(found.header().revision() + 1))) {
            while (found.entries().size() != count) {
                assertThat(changes.poll(PATIENCE))
                        .as("%s in line instead of %s", found.entries(), count)
                        .isPresent();
                found = read();
            }
        }
        return found.entries();
    }

    private RangeResult read() {
        return client.kv().get(range, ReadOptions.defaults().sort(SortTarget.CREATE_REVISION, SortOrder.ASCENDING));
    }
}
