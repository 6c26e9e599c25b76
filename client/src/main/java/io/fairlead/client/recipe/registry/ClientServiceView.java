package io.fairlead.client.recipe.registry;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.ServiceChange;
import io.fairlead.api.concurrency.ServiceInstance;
import io.fairlead.api.concurrency.ServiceView;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.watch.CompactionPolicy;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.api.watch.Watches;
import io.fairlead.client.recipe.basis.Reasons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The instances at one revision, and a watch that carries them on from there. All changes come from the receiver of the watch,
 * one batch at a time.
 */
final class ClientServiceView implements ServiceView {
    private static final System.Logger LOG = System.getLogger(ClientServiceView.class.getName());

    private final KeyRange range;
    private final Function<Bytes, String> id;
    private final Consumer<? super ServiceChange> receiver;

    /** By id; filled by the first read, then touched by the receiver of the watch alone. */
    private final TreeMap<String, ServiceInstance> known = new TreeMap<>();

    /** A copy for everybody. */
    private volatile List<ServiceInstance> instances = List.of();

    /** The revision of the first read. */
    private volatile long base;

    @SuppressWarnings("NullAway.Init") // set before anybody has the view
    private volatile WatchHandle watch;

    ClientServiceView(KeyRange range, Function<Bytes, String> id, Consumer<? super ServiceChange> receiver) {
        this.range = range;
        this.id = id;
        this.receiver = receiver;
    }

    CompletableFuture<ServiceView> start(Kv kv, Watches watches) {
        CompletableFuture<ServiceView> started = new CompletableFuture<>();
        CompletableFuture<RangeResult> read = kv.async().get(range, ReadOptions.defaults());
        var unusedRead = read.whenComplete((snapshot, thrown) -> {
            if (snapshot == null) {
                fail(started, thrown);
                return;
            }
            begin(snapshot);
            CompletableFuture<WatchHandle> watching = watches.async()
                    .watch(range, WatchOptions.from(base + 1).onCompacted(CompactionPolicy.RESYNC), this::changed);
            var unusedWatch = watching.whenComplete((handle, failed) -> {
                if (handle == null) {
                    fail(started, failed);
                    return;
                }
                watch = handle;
                if (!started.complete(this)) {
                    handle.close();
                }
            });
            cancelWith(started, watching);
        });
        cancelWith(started, read);
        return started;
    }

    private static void cancelWith(CompletableFuture<?> whole, CompletableFuture<?> part) {
        var unused = whole.whenComplete((done, thrown) -> {
            if (whole.isCancelled()) {
                part.cancel(true);
            }
        });
    }

    private static void fail(CompletableFuture<?> started, @org.jspecify.annotations.Nullable Throwable thrown) {
        started.completeExceptionally(Reasons.of(thrown));
    }

    private void begin(RangeResult snapshot) {
        base = snapshot.header().revision();
        snapshot.entries().forEach(entry -> put(entry.key(), entry.value()));
        instances = List.copyOf(known.values());
    }

    private void put(Bytes key, Bytes value) {
        String which = id.apply(key);
        Optional<ServiceInstance> read = InstanceJson.read(which, value);
        if (read.isPresent()) {
            known.put(which, read.orElseThrow());
        } else {
            known.remove(which);
        }
    }

    private void changed(WatchBatch batch) {
        Map<String, ServiceInstance> before = new TreeMap<>(known);
        TreeSet<String> touched = new TreeSet<>();
        for (WatchEvent event : batch.events()) {
            touched.add(id.apply(event.key()));
            if (event.kind() == WatchEvent.Kind.DELETED) {
                known.remove(id.apply(event.key()));
            } else {
                put(event.key(), event.value());
            }
        }
        List<ServiceInstance> joined = new ArrayList<>();
        List<ServiceInstance> left = new ArrayList<>();
        for (String which : touched) {
            Optional<ServiceInstance> was = Optional.ofNullable(before.get(which));
            Optional<ServiceInstance> is = Optional.ofNullable(known.get(which));
            if (!was.equals(is)) {
                was.ifPresent(left::add);
                is.ifPresent(joined::add);
            }
        }
        if (joined.isEmpty() && left.isEmpty()) {
            return;
        }
        instances = List.copyOf(known.values());
        try {
            receiver.accept(new ServiceChange(batch.revision(), joined, left, instances));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a receiver of changes of a service failed", e);
        }
    }

    @Override
    public List<ServiceInstance> instances() {
        return instances;
    }

    @Override
    public long revision() {
        return Math.max(base, watch.revision());
    }

    @Override
    public void awaitRevision(long revision, Duration timeout) {
        if (revision > base) {
            watch.awaitRevision(revision, timeout);
        }
    }

    @Override
    public CompletableFuture<Void> done() {
        return watch.done();
    }

    @Override
    public void close() {
        watch.close();
    }
}
