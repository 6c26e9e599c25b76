package io.fairlead.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.watch.WatchHouse.Caller;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The index against a list that is searched from end to end. */
class WatcherIndexTest {
    private static final int STEPS = 4_000;

    private final WatchStream stream = new WatchStream(new Mailbox<>(1), new Caller(), WatchPermit.ALL, 0);
    private final WatcherIndex index = new WatcherIndex();
    private final List<Watcher> all = new ArrayList<>();

    @Test
    void index_randomWatchersComeAndGo_findsExactlyThoseWhoseKeysContainTheKey() {
        SplittableRandom random = new SplittableRandom(42);
        for (int step = 0; step < STEPS; step++) {
            // More come than go at first, and the other way round in the end.
            if (all.isEmpty() || random.nextInt(STEPS) > step) {
                Watcher added = new Watcher(stream, step, WatchSpec.of(key(random), end(random)), 1);
                index.add(added);
                all.add(added);
            } else {
                index.remove(all.remove(random.nextInt(all.size())));
            }
            Bytes key = key(random);
            List<Watcher> found = new ArrayList<>();
            index.visit(key, found::add);
            assertThat(found).doesNotHaveDuplicates();
            assertThat(new HashSet<>(found))
                    .isEqualTo(all.stream()
                            .filter(watcher -> watcher.span().contains(key))
                            .collect(Collectors.toSet()));
        }
        all.forEach(index::remove);
        assertThat(index.isEmpty()).isTrue();
    }

    private static Bytes key(SplittableRandom random) {
        byte[] key = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) random.nextInt(-8, 8);
        }
        return Bytes.copyOf(key);
    }

    /** No end, every key from there on, or some key; also one that leaves the interval empty. */
    private static Bytes end(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> Bytes.empty();
            case 1 -> Bytes.of(0);
            default -> key(random);
        };
    }
}
