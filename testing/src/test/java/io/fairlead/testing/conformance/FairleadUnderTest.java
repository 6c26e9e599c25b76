package io.fairlead.testing.conformance;

import io.fairlead.api.Bytes;
import io.fairlead.api.CompactedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.watch.CompactionPolicy;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchListener;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.conformance.CallFailed.Applied;
import io.fairlead.testing.fake.KeyChange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Our client as the conformance suite sees it. */
final class FairleadUnderTest implements ClientUnderTest {
    private final FairleadClient client;

    FairleadUnderTest(Settings settings) {
        FairleadClient.Builder builder =
                FairleadClient.builder().endpoints(settings.endpoints()).deadline(settings.deadline());
        if (!settings.user().isEmpty()) {
            builder.user(settings.user(), settings.password().toCharArray());
        }
        client = builder.build();
    }

    @Override
    public long put(String key, String value) throws CallFailed {
        return call(() -> client.kv().put(key, value).revision());
    }

    @Override
    public Optional<String> get(String key) throws CallFailed {
        return call(() -> client.kv().get(key).map(entry -> entry.value().toUtf8()));
    }

    @Override
    public long delete(String key) throws CallFailed {
        return call(() -> client.kv().delete(key).deleted());
    }

    @Override
    public boolean create(String key, String value) throws CallFailed {
        return call(() -> client.kv()
                .txn()
                .when(Cmp.missing(Bytes.utf8(key)))
                .then(Op.put(key, value))
                .commit()
                .succeeded());
    }

    @Override
    public Optional<String> readInTransaction(String key) throws CallFailed {
        return call(() -> client.kv()
                .txn()
                .then(Op.get(key))
                .commit()
                .get(0)
                .first()
                .map(entry -> entry.value().toUtf8()));
    }

    @Override
    public long grant(long ttlSeconds) throws CallFailed {
        return call(() -> client.leases().grant(Duration.ofSeconds(ttlSeconds)).id());
    }

    @Override
    public void revoke(long id) throws CallFailed {
        call(() -> client.leases().revoke(id));
    }

    @Override
    public AutoCloseable keepAlive(long id, Runnable lost) throws CallFailed {
        KeptLease kept = call(() -> client.leases().keepAlive(id));
        CompletableFuture<Void> ignored = kept.ended().thenAccept(change -> lost.run());
        return kept;
    }

    @Override
    public AutoCloseable watch(WatchWish wish, WatchTape tape) throws CallFailed {
        WatchOptions options = WatchOptions.from(wish.startRevision())
                .onCompacted(CompactionPolicy.valueOf(wish.onCompacted().name()))
                .listener(new WatchListener() {
                    @Override
                    public void onSkipped(long first, long last) {
                        tape.skipped(first, last);
                    }
                });
        WatchOptions chosen = wish.progress() ? options.withProgress() : options;
        WatchHandle handle =
                call(() -> client.watches().watch(KeyRange.prefix(wish.prefix()), chosen, batch -> tell(tape, batch)));
        CompletableFuture<Void> ignored = handle.done().exceptionally(thrown -> {
            Throwable failure =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            tape.ended(
                    String.valueOf(failure),
                    failure instanceof CompactedException compacted ? compacted.compactRevision() : 0);
            return null;
        });
        return handle;
    }

    private static void tell(WatchTape tape, WatchBatch batch) {
        switch (batch.kind()) {
            case EVENTS ->
                tape.batch(
                        batch.events().stream().map(FairleadUnderTest::change).toList());
            case RESYNC, SNAPSHOT ->
                tape.resync(
                        batch.events().stream().map(FairleadUnderTest::change).toList());
            case PROGRESS -> {}
        }
    }

    private static KeyChange change(WatchEvent event) {
        KeyValue entry = event.entry();
        return new KeyChange(
                entry.modRevision(),
                event.kind() == WatchEvent.Kind.DELETED,
                entry.key().toUtf8(),
                entry.value().toUtf8());
    }

    @Override
    public void close() {
        client.close();
    }

    private static <T> T call(Supplier<T> call) throws CallFailed {
        try {
            return call.get();
        } catch (FairleadException e) {
            Applied applied = e.outcome() == Outcome.NOT_APPLIED ? Applied.NO : Applied.UNKNOWN;
            throw new CallFailed(applied, e.toString(), e);
        }
    }
}
