package io.fairlead.testing.fake;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.mvccpb.Event;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A fake etcd of one or more members on loopback ports. All members serve one store, so that what is right is known: {@link
 * #changes} tells what a watcher must have heard, {@link #leases} how leases really stand.
 *
 * <pre>{@code
 * try (FakeEtcd etcd = FakeEtcd.start(2)) {
 *     etcd.nextStreams("Watch", StreamScript.after(2, Ending.ok()));
 *     // open a watch from etcd.endpoints() with any client
 *     etcd.put("a", "1");
 * }
 * }</pre>
 *
 * <p>Safe to share between threads. Every method returns when what it asks for has been done.
 */
public final class FakeEtcd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventLoopGroup threads =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("fake-etcd", true), NioIoHandler.newFactory());
    private final EventLoop loop = threads.next();
    private final Cluster cluster;

    private FakeEtcd(int size) {
        cluster = new Cluster((delay, unit, work) -> {
            Future<?> ignored = loop.schedule(work, delay, unit);
        });
        for (int i = 0; i < size; i++) {
            cluster.members.add(new FakeMember(cluster, threads, i));
        }
    }

    /** Starts a fake of so many members. */
    public static FakeEtcd start(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a fake has at least one member, not " + size);
        }
        FakeEtcd etcd = new FakeEtcd(size);
        for (int i = 0; i < size; i++) {
            Channel listening = etcd.member(i).bind();
            int member = i;
            etcd.run(() -> etcd.member(member).listenOn(listening));
        }
        return etcd;
    }

    /** Where the members listen, those that are down among them. */
    public List<String> endpoints() {
        return ask(() -> cluster.members.stream().map(FakeMember::endpoint).toList());
    }

    // What goes wrong.

    /** The next streams of a method ({@code Watch}, {@code LeaseKeepAlive}), at whatever member, end so; one script each. */
    public void nextStreams(String method, StreamScript... scripts) {
        run(() -> List.of(scripts).forEach(script -> cluster.scripts.stream(method, script)));
    }

    /** The next streams of a method at one member end so. */
    public void nextStreamsAt(int member, String method, StreamScript... scripts) {
        run(() -> List.of(scripts).forEach(script -> member(member).scripts.stream(method, script)));
    }

    /** The next unary calls of a method ({@code Put}, {@code Range}), at whatever member, end so; one script each. */
    public void nextCalls(String method, CallScript... scripts) {
        run(() -> List.of(scripts).forEach(script -> cluster.scripts.call(method, script)));
    }

    /** The next unary calls of a method at one member end so. */
    public void nextCallsAt(int member, String method, CallScript... scripts) {
        run(() -> List.of(scripts).forEach(script -> member(member).scripts.call(method, script)));
    }

    /** Drops the scripts that were not used. */
    public void forgetScripts() {
        run(() -> {
            cluster.scripts.clear();
            cluster.members.forEach(member -> member.scripts.clear());
        });
    }

    /** How many scripts have been carried out. */
    public int scriptsCarriedOut() {
        return ask(() -> cluster.scripts.countCarriedOut()
                + cluster.members.stream()
                        .mapToInt(member -> member.scripts.countCarriedOut())
                        .sum());
    }

    /** The next watches are refused with these conditions, as etcd does it: created and cancelled in one. */
    public void refuseWatches(EtcdError... errors) {
        run(() -> cluster.watchRefusals.addAll(List.of(errors)));
    }

    /** Cancels every watcher that there is, for this reason. */
    public void cancelWatchers(String reason) {
        run(() -> everyWatch(watch -> watch.cancelAll(reason)));
    }

    /** The member knows no leader: it hears of no change, and ends or refuses streams that require one. */
    public void loseLeader(int member) {
        run(() -> {
            member(member).leaderless = true;
            member(member).watches().stream()
                    .filter(FakeWatchCall::requiresLeader)
                    .forEach(watch -> watch.end(Ending.refusal(EtcdError.NO_LEADER)));
        });
    }

    /** The member knows a leader again. */
    public void findLeader(int member) {
        run(() -> {
            member(member).leaderless = false;
            member(member).feed();
        });
    }

    /** Every connection to the member breaks. */
    public void cutConnections(int member) {
        run(() -> member(member).cutConnections());
    }

    /** The member is gone with its port, for good. Nothing happens if it is gone already. */
    public void down(int member) {
        run(() -> member(member).goDown());
    }

    /** Every connection to the member breaks, and new ones do as soon as they are made. */
    public void refuseConnections(int member) {
        run(() -> {
            member(member).refusing = true;
            member(member).cutConnections();
        });
    }

    /** The member takes connections again. */
    public void acceptConnections(int member) {
        run(() -> member(member).refusing = false);
    }

    /** Ends every stream of watchers so. */
    public void endWatchStreams(Ending ending) {
        run(() -> everyWatch(watch -> watch.end(ending)));
    }

    /** Does several things at once: nothing of a client comes in between. What waits for something has no place in there. */
    public void atOnce(Runnable work) {
        run(work);
    }

    // How it speaks.

    /** Watchers that take fragments get no more events in a message; 0 for no limit. */
    public void fragmentAfter(int events) {
        run(() -> cluster.fragmentEvents = events);
    }

    /** History goes out in one message of many revisions, as etcd sends it to a watcher that is behind. */
    public void sendHistoryInOneMessage() {
        run(() -> cluster.historyInOneMessage = true);
    }

    /**
     * The header of a new watcher is so many revisions ahead of where it begins: etcd reads the one after it fixed the other.
     */
    public void createdHeaderAheadBy(int revisions) {
        run(() -> cluster.createdAhead = revisions);
    }

    /** Tells every watcher that asked for it how far it is. */
    public void sendProgress() {
        run(() -> everyWatch(FakeWatchCall::progress));
    }

    /** From now on calls need a token that this name and password get. */
    public void requireLogin(String user, String password) {
        run(() -> cluster.logins.enable(user, password));
    }

    /** No token that was given counts any longer. */
    public void expireTokens() {
        run(() -> cluster.logins.expireAll());
    }

    // The store.

    /** Writes keys, given as key, value, key, value, in one revision. */
    public long put(String... keysAndValues) {
        return ask(() -> {
            FakeStore.Write write = cluster.store.write();
            for (int i = 0; i < keysAndValues.length; i += 2) {
                write.put(bytes(keysAndValues[i]), bytes(keysAndValues[i + 1]), 0);
            }
            long revision = write.commit();
            cluster.changed();
            return revision;
        });
    }

    /** Deletes keys in one revision. */
    public long delete(String... keys) {
        return ask(() -> {
            FakeStore.Write write = cluster.store.write();
            for (String key : keys) {
                write.delete(bytes(key), ByteString.EMPTY);
            }
            long revision = write.commit();
            cluster.changed();
            return revision;
        });
    }

    /** Writes to a key nobody looks at until the store has this revision. */
    public void advanceTo(long revision) {
        run(() -> {
            while (cluster.store.revision() < revision) {
                FakeStore.Write write = cluster.store.write();
                write.put(bytes("zz-filler"), bytes("x"), 0);
                write.commit();
            }
            cluster.changed();
        });
    }

    /** Drops what is older than this revision. */
    public void compact(long revision) {
        run(() -> cluster.store.compact(revision));
    }

    /** The newest revision. */
    public long revision() {
        return ask(() -> cluster.store.revision());
    }

    /** All that ever happened to keys of a prefix from a revision on, compacted or not. */
    public List<KeyChange> changes(String prefix, long from) {
        return ask(() -> {
            List<KeyChange> changes = new ArrayList<>();
            ByteString end =
                    bytes(prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1));
            cluster.store
                    .changes(from, bytes(prefix), end)
                    .values()
                    .forEach(events -> events.forEach(event -> changes.add(change(event))));
            return changes;
        });
    }

    /** How often a value was ever written to a key. */
    public long timesWritten(String key, String value) {
        return ask(() -> cluster.store.changes(0, bytes(key), ByteString.EMPTY).values().stream()
                .flatMap(List::stream)
                .filter(event -> event.getType() == Event.EventType.PUT
                        && event.getKv().getValue().equals(bytes(value)))
                .count());
    }

    // What happened.

    /** All leases that ever were. */
    public List<FakeLease> leases() {
        return ask(() -> cluster.leases.all());
    }

    /** One lease. */
    public FakeLease lease(long id) {
        return leases().stream()
                .filter(lease -> lease.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there never was a lease " + id));
    }

    /** Grants a lease, as somebody else's client would. */
    public long grant(long ttlSeconds) {
        return ask(() -> cluster.leases.grant(0, ttlSeconds));
    }

    /** Ends a lease, as somebody else's client would. */
    public void revoke(long id) {
        run(() -> cluster.leases.revoke(id));
    }

    /** What came for a method, in order. */
    public List<Received> received(String method) {
        return ask(() -> cluster.journal.stream()
                .filter(received -> received.method().equals(method))
                .toList());
    }

    /** How many watchers there are at all members. */
    public int watchers() {
        return ask(this::countWatchers);
    }

    /**
     * Waits until there are so many watchers.
     *
     * @throws IllegalStateException if that takes longer than {@code patience}
     */
    public void awaitWatchers(int count, Duration patience) {
        await(count + " watchers", patience, any -> countWatchers() == count);
    }

    /** Waits until so many messages have come for a method. */
    public void awaitReceived(String method, int count, Duration patience) {
        await(
                count + " messages for " + method,
                patience,
                any -> cluster.journal.stream()
                                .filter(received -> received.method().equals(method))
                                .count()
                        >= count);
    }

    /** Waits until so many scripts have been carried out. */
    public void awaitScripts(int count, Duration patience) {
        await(
                count + " scripts carried out",
                patience,
                any -> cluster.scripts.countCarriedOut()
                                + cluster.members.stream()
                                        .mapToInt(member -> member.scripts.countCarriedOut())
                                        .sum()
                        >= count);
    }

    /** Waits until a lease was renewed so often, or has ended. */
    public FakeLease awaitRenewals(long id, int renewals, Duration patience) {
        await(
                renewals + " renewals of lease " + id,
                patience,
                leases -> leases.stream()
                        .anyMatch(lease -> lease.id() == id
                                && (lease.renewals() >= renewals || lease.state() != FakeLease.State.ALIVE)));
        return lease(id);
    }

    private void await(String what, Duration patience, Predicate<List<FakeLease>> condition) {
        CompletableFuture<Void> there = new CompletableFuture<>();
        run(() -> cluster.when(() -> condition.test(cluster.leases.all()), () -> there.complete(null)));
        try {
            there.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("waited in vain for " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends all members, their connections and the thread. */
    @Override
    public void close() {
        run(() -> cluster.members.forEach(FakeMember::goDown));
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private FakeMember member(int index) {
        return cluster.members.get(index);
    }

    private int countWatchers() {
        return cluster.members.stream()
                .flatMap(member -> member.watches().stream())
                .mapToInt(FakeWatchCall::countWatchers)
                .sum();
    }

    private void everyWatch(Consumer<FakeWatchCall> action) {
        cluster.members.forEach(member -> member.watches().forEach(action));
    }

    private void run(Runnable work) {
        ask(() -> {
            work.run();
            return true;
        });
    }

    private <T> T ask(Callable<T> work) {
        try {
            if (loop.inEventLoop()) {
                return work.call();
            }
            return loop.submit(work).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (Exception e) {
            throw new IllegalStateException("the fake is broken", e);
        }
    }

    private static KeyChange change(Event event) {
        boolean delete = event.getType() == Event.EventType.DELETE;
        return new KeyChange(
                event.getKv().getModRevision(),
                delete,
                event.getKv().getKey().toStringUtf8(),
                event.getKv().getValue().toStringUtf8());
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
