package io.fairlead.server.txn;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.WriteTxn;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** A store on a backend, driven as the apply loop drives it: one request a turn. */
final class KvBench implements Leases {
    private final Backend backend;
    private final MvccStore store;
    private final TreeSet<Long> leases = new TreeSet<>();
    private long index;

    KvBench(Backend backend) {
        this.backend = backend;
        this.store = MvccStore.open(backend);
        this.index = backend.applied().index();
    }

    MvccStore store() {
        return store;
    }

    Set<Long> leases() {
        return leases;
    }

    @Override
    public boolean exists(long id) {
        return leases.contains(id);
    }

    /** Runs one request in a turn of its own, with whatever compaction work follows from it. */
    <T> Answer<T> turn(Function<WriteTxn, Answer<T>> request) {
        Batch batch = backend.begin();
        WriteTxn txn = store.begin(batch);
        Answer<T> answer = request.apply(txn);
        if (answer instanceof Answer.Ok<T>) {
            txn.commit();
        } else {
            txn.abandon();
        }
        seal(batch);
        compact();
        return answer;
    }

    private void compact() {
        store.compactor().takeHashWork().ifPresent(Runnable::run);
        while (store.compactor().isPending()) {
            Batch batch = backend.begin();
            store.compactor().step(batch, 2);
            seal(batch);
        }
    }

    private void seal(Batch batch) {
        try {
            index++;
            backend.seal(batch, new AppliedMark(index, 1, Bytes.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.publish();
    }
}
