package io.fairlead.testing.jetcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.CloseableClient;
import io.etcd.jetcd.support.Observers;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.fairlead.testing.conformance.CallFailed;
import io.fairlead.testing.conformance.CallFailed.Applied;
import io.fairlead.testing.conformance.ClientUnderTest;
import io.fairlead.testing.conformance.WatchTape;
import io.fairlead.testing.conformance.WatchWish;
import io.fairlead.testing.fake.KeyChange;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** jetcd with its defaults, as the conformance suite sees it. */
final class JetcdUnderTest implements ClientUnderTest {
    private static final GetOption DEFAULT = GetOption.DEFAULT;

    private final Client client;

    private JetcdUnderTest(Settings settings) {
        ClientBuilder builder = Client.builder().endpoints(settings.endpoints().toArray(new String[0]));
        if (!settings.user().isEmpty()) {
            builder.user(bytes(settings.user())).password(bytes(settings.password()));
        }
        client = builder.build();
    }

    static Opener opener() {
        return new Opener() {
            @Override
            public ClientUnderTest open(Settings settings) {
                return new JetcdUnderTest(settings);
            }

            @Override
            public Set<Ability> abilities() {
                return EnumSet.of(Ability.BLOCKING_RECEIVER, Ability.LEASE_LOSS, Ability.LOGIN);
            }
        };
    }

    @Override
    public long put(String key, String value) throws CallFailed {
        return get(client.getKVClient().put(bytes(key), bytes(value)))
                .getHeader()
                .getRevision();
    }

    @Override
    public Optional<String> get(String key) throws CallFailed {
        return first(get(client.getKVClient().get(bytes(key))).getKvs());
    }

    @Override
    public long delete(String key) throws CallFailed {
        return get(client.getKVClient().delete(bytes(key))).getDeleted();
    }

    @Override
    public boolean create(String key, String value) throws CallFailed {
        Txn txn = client.getKVClient()
                .txn()
                .If(new Cmp(bytes(key), Cmp.Op.EQUAL, CmpTarget.createRevision(0)))
                .Then(Op.put(bytes(key), bytes(value), PutOption.DEFAULT));
        return get(txn.commit()).isSucceeded();
    }

    @Override
    public Optional<String> readInTransaction(String key) throws CallFailed {
        return first(
                get(client.getKVClient().txn().Then(Op.get(bytes(key), DEFAULT)).commit())
                        .getGetResponses()
                        .get(0)
                        .getKvs());
    }

    @Override
    public long grant(long ttlSeconds) throws CallFailed {
        return get(client.getLeaseClient().grant(ttlSeconds)).getID();
    }

    @Override
    public void revoke(long id) throws CallFailed {
        get(client.getLeaseClient().revoke(id));
    }

    @Override
    public AutoCloseable keepAlive(long id, Runnable lost) {
        AtomicBoolean told = new AtomicBoolean();
        Runnable once = () -> {
            if (told.compareAndSet(false, true)) {
                lost.run();
            }
        };
        CloseableClient keeping = client.getLeaseClient()
                .keepAlive(
                        id,
                        Observers.<LeaseKeepAliveResponse>builder()
                                .onError(error -> {
                                    if (error instanceof EtcdException known
                                            && known.getErrorCode() == ErrorCode.NOT_FOUND) {
                                        once.run();
                                    }
                                })
                                .onCompleted(once)
                                .build());
        return keeping;
    }

    @Override
    public AutoCloseable watch(WatchWish wish, WatchTape tape) throws CallFailed {
        CountDownLatch created = new CountDownLatch(1);
        WatchOption option = WatchOption.builder()
                .isPrefix(true)
                .withRevision(wish.startRevision())
                .withProgressNotify(wish.progress())
                .withCreateNotify(true)
                .build();
        Watch.Watcher watcher = client.getWatchClient().watch(bytes(wish.prefix()), option, new Watch.Listener() {
            private volatile @Nullable Throwable last;

            @Override
            public void onNext(WatchResponse response) {
                if (response.isCreatedNotify()) {
                    created.countDown();
                } else if (!response.isProgressNotify()) {
                    tape.batch(response.getEvents().stream()
                            .map(JetcdUnderTest::change)
                            .toList());
                }
            }

            @Override
            public void onError(Throwable error) {
                // It goes on after some of them; the last is followed by a completion.
                last = error;
            }

            @Override
            public void onCompleted() {
                long compacted = last instanceof CompactedException gone ? gone.getCompactedRevision() : 0;
                tape.ended("completed after " + last, compacted);
                created.countDown();
            }
        });
        try {
            created.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailed(Applied.UNSAID, "interrupted", e);
        }
        return watcher;
    }

    @Override
    public void close() {
        client.close();
    }

    private static KeyChange change(WatchEvent event) {
        boolean delete = event.getEventType() == WatchEvent.EventType.DELETE;
        return new KeyChange(
                event.getKeyValue().getModRevision(),
                delete,
                text(event.getKeyValue().getKey()),
                text(event.getKeyValue().getValue()));
    }

    private static <T> T get(CompletableFuture<T> answer) throws CallFailed {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailed(Applied.UNSAID, "interrupted", e);
        } catch (ExecutionException e) {
            throw new CallFailed(Applied.UNSAID, String.valueOf(e.getCause()), e);
        }
    }

    private static Optional<String> first(List<KeyValue> entries) {
        return entries.stream().findFirst().map(entry -> text(entry.getValue()));
    }

    private static String text(ByteSequence bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }
}
