package io.fairlead.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseStoreTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");

    private final MemoryBackend backend = new MemoryBackend(new FileOwner(1, 2));
    private final LeaseStore store = new LeaseStore();
    private final List<String> heard = new ArrayList<>();
    private long index;

    @Test
    void grant_lease_isKeptInEtcdsEncoding() throws Exception {
        Batch batch = backend.begin();
        assertThat(store.grant(0x0102, 60, batch)).isEqualTo(Answer.ok(new Lease(0x0102, 60, 0)));
        seal(batch);

        assertThat(backend.get(Bucket.LEASE, Bytes.of(0, 0, 0, 0, 0, 0, 1, 2)))
                .contains(Bytes.of(0x08, 0x82, 0x02, 0x10, 60));
    }

    @Test
    void grant_whatCanNotBe_isRefused() {
        Batch batch = backend.begin();
        assertThat(store.grant(0, 60, batch)).isEqualTo(Answer.refused(EtcdError.LEASE_NOT_FOUND));
        assertThat(store.grant(1, 9_000_000_001L, batch)).isEqualTo(Answer.refused(EtcdError.LEASE_TTL_TOO_LARGE));
        assertThat(store.grant(1, 9_000_000_000L, batch)).isInstanceOf(Answer.Ok.class);
        assertThat(store.grant(1, 60, batch)).isEqualTo(Answer.refused(EtcdError.LEASE_EXISTS));
        assertThat(store.grant(1, 9_000_000_001L, batch)).isEqualTo(Answer.refused(EtcdError.LEASE_TTL_TOO_LARGE));
    }

    @Test
    void attach_keyThatHangsElsewhere_movesIt() {
        Batch batch = backend.begin();
        grant(1, batch);
        grant(2, batch);
        store.attach(B, 1);
        store.attach(A, 1);
        assertThat(store.keys(1)).containsExactly(A, B);

        store.attach(B, 2);
        store.attach(A, LeaseStore.NO_LEASE);

        assertThat(store.keys(1)).isEmpty();
        assertThat(store.keys(2)).containsExactly(B);
    }

    @Test
    void attach_leaseThatIsNotThere_hangsTheKeyOnNone() {
        Batch batch = backend.begin();
        grant(1, batch);
        store.attach(A, 1);

        store.attach(A, 99);

        assertThat(store.keys(1)).isEmpty();
        assertThat(store.keys(99)).isEmpty();
    }

    @Test
    void publish_changesOfABatch_areSeenAndToldThen() throws Exception {
        store.onChange(new LeaseListener() {
            @Override
            public void changed(long id) {
                heard.add("changed " + id + " " + store.find(id).isPresent());
            }

            @Override
            public void checkpointed(long id) {
                heard.add("checkpointed " + id + " "
                        + store.find(id).map(Lease::remainingSeconds).orElse(-1L));
            }

            @Override
            public void replaced() {
                heard.add("replaced");
            }
        });
        Batch first = backend.begin();
        grant(2, first);
        grant(1, first);
        assertThat(store.find(1)).isEmpty();
        assertThat(store.count()).isZero();
        seal(first);
        store.publish();
        assertThat(store.leases()).extracting(Lease::id).containsExactly(1L, 2L);
        assertThat(store.count()).isEqualTo(2);

        Batch second = backend.begin();
        store.checkpoint(1, 30, second);
        store.checkpoint(77, 30, second);
        store.remove(2, second);
        seal(second);
        store.publish();

        assertThat(heard).containsExactly("changed 2 true", "changed 1 true", "changed 2 false", "checkpointed 1 30");
        LeaseStore again = new LeaseStore();
        again.load(backend);
        assertThat(again.leases()).containsExactly(new Lease(1, 60, 30));
    }

    @Test
    void load_anotherState_replacesEverything() throws Exception {
        Batch batch = backend.begin();
        grant(1, batch);
        store.attach(A, 1);
        seal(batch);
        store.publish();

        store.load(new MemoryBackend(new FileOwner(1, 2)));

        assertThat(store.exists(1)).isFalse();
        assertThat(store.find(1)).isEmpty();
        assertThat(store.keys(1)).isEmpty();
        assertThat(store.count()).isZero();
    }

    private void grant(long id, Batch batch) {
        assertThat(store.grant(id, 60, batch)).isInstanceOf(Answer.Ok.class);
    }

    private void seal(Batch batch) throws Exception {
        index++;
        backend.seal(batch, new AppliedMark(index, 1, Bytes.empty()));
    }
}
