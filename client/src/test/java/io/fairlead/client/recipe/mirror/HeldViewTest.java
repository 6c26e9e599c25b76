package io.fairlead.client.recipe.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeldViewTest {
    private static final KeyValue A = entry("a", 1, 1);
    private static final KeyValue B = entry("b", 2, 2);

    private final HeldView view = new HeldView(2, KeyTree.of(List.of(A, B)));

    @Test
    void batch_isAppliedWholeAndGivesThePreviousEntries() {
        KeyValue b3 = entry("b", 2, 3);
        KeyValue c3 = entry("c", 3, 3);
        KeyValue gone = new KeyValue(A.key(), Bytes.empty(), 0, 3, 0, 0);
        HeldView.Step step = view.with(new WatchBatch(
                WatchBatch.Kind.EVENTS,
                3,
                List.of(
                        new WatchEvent(WatchEvent.Kind.UPDATED, b3, Optional.empty()),
                        new WatchEvent(WatchEvent.Kind.CREATED, c3, Optional.empty()),
                        new WatchEvent(WatchEvent.Kind.DELETED, gone, Optional.empty()))));
        assertThat(step.view().revision()).isEqualTo(3);
        assertThat(step.view().entries()).containsExactly(b3, c3);
        assertThat(step.change().events())
                .extracting(WatchEvent::previous)
                .containsExactly(Optional.of(B), Optional.empty(), Optional.of(A));
        assertThat(view.entries()).containsExactly(A, B);
    }

    @Test
    void progress_movesTheRevisionAlone() {
        HeldView.Step step = view.with(new WatchBatch(WatchBatch.Kind.PROGRESS, 9, List.of()));
        assertThat(step.view().revision()).isEqualTo(9);
        assertThat(step.view().tree()).isSameAs(view.tree());
        assertThat(step.view()
                        .with(new WatchBatch(WatchBatch.Kind.PROGRESS, 8, List.of()))
                        .view()
                        .revision())
                .isEqualTo(9);
    }

    @Test
    void resync_tellsTheDifference() {
        KeyValue again = entry("a", 8, 8);
        KeyValue changed = entry("b", 2, 7);
        KeyValue fresh = entry("c", 6, 6);
        HeldView newer = new HeldView(9, KeyTree.of(List.of(again, changed, fresh)));
        WatchBatch change = view.resynced(newer).change();
        assertThat(change.kind()).isEqualTo(WatchBatch.Kind.RESYNC);
        assertThat(change.revision()).isEqualTo(9);
        assertThat(change.events())
                .containsExactly(
                        new WatchEvent(WatchEvent.Kind.CREATED, again, Optional.of(A)),
                        new WatchEvent(WatchEvent.Kind.UPDATED, changed, Optional.of(B)),
                        new WatchEvent(WatchEvent.Kind.CREATED, fresh, Optional.empty()));
        WatchBatch back =
                newer.resynced(new HeldView(12, KeyTree.of(List.of(changed)))).change();
        assertThat(back.events())
                .containsExactly(
                        new WatchEvent(WatchEvent.Kind.DELETED, trace("a", 12), Optional.of(again)),
                        new WatchEvent(WatchEvent.Kind.DELETED, trace("c", 12), Optional.of(fresh)));
    }

    @Test
    void resync_differenceAppliedToTheOldView_givesTheNewOne() {
        Random random = new Random(9);
        for (int i = 0; i < 200; i++) {
            HeldView before = random(random, 10);
            HeldView after = random(random, 20);
            HeldView applied = before.with(before.resynced(after).change()).view();
            assertThat(applied.entries()).isEqualTo(after.entries());
            assertThat(applied.revision()).isEqualTo(20);
        }
    }

    private static HeldView random(Random random, long revision) {
        TreeMap<Bytes, KeyValue> entries = new TreeMap<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            long created = 1L + random.nextInt((int) revision);
            KeyValue entry = entry("k" + random.nextInt(12), created, revision);
            entries.put(entry.key(), entry);
        }
        return new HeldView(revision, KeyTree.of(new ArrayList<>(entries.values())));
    }

    private static KeyValue entry(String key, long created, long changed) {
        return new KeyValue(Bytes.utf8(key), Bytes.decimal(changed), created, changed, 1, 0);
    }

    private static KeyValue trace(String key, long revision) {
        return new KeyValue(Bytes.utf8(key), Bytes.empty(), 0, revision, 0, 0);
    }
}
