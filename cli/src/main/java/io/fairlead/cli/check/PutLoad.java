package io.fairlead.cli.check;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.wire.Connections;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Many clients that put keys at once, each the next key when its last one was answered. */
final class PutLoad {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Connections connections;
    private final ByteString prefix;
    private final int clients;
    private final int keySize;
    private final ByteString value;

    PutLoad(Connections connections, String prefix, int clients, int keySize, int valueSize) {
        this.connections = connections;
        this.prefix = ByteString.copyFromUtf8(prefix);
        this.clients = clients;
        this.keySize = keySize;
        this.value = ByteString.copyFrom(new byte[valueSize]);
    }

    /**
     * Puts so many keys.
     *
     * @param perSecond at most so many; 0 for as many as the cluster takes
     * @param done is told now and then, on this thread, how many were put
     */
    Figures run(long count, double perSecond, LongConsumer done) throws InterruptedException {
        Figures figures = new Figures();
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(
                    () -> {
                        for (long n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                            if (perSecond > 0) {
                                waitUntil(start + (long) (n / perSecond * NANOS_PER_SECOND));
                            }
                            put(figures);
                        }
                    },
                    "put-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            do {
                thread.join(SHOW_MILLIS);
                done.accept(figures.count());
            } while (thread.isAlive());
        }
        return figures;
    }

    private static final long SHOW_MILLIS = 200;

    private static void waitUntil(long due) {
        long left = due - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = due - System.nanoTime();
        }
    }

    private void put(Figures figures) {
        byte[] key = new byte[keySize];
        ByteBuffer.wrap(key).putLong(ThreadLocalRandom.current().nextLong());
        PutRequest request = PutRequest.newBuilder()
                .setKey(prefix.concat(ByteString.copyFrom(key)))
                .setValue(value)
                .build();
        long sent = System.nanoTime();
        try {
            PutResponse unused = connections.change(KVGrpc.getPutMethod(), request);
            figures.add(System.nanoTime() - sent);
        } catch (CommandFailure e) {
            figures.addError(String.valueOf(e.getMessage()));
        }
    }
}
