package io.fairlead.server.rpc;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.auth.PasswordHash;
import io.fairlead.server.auth.Proofs;
import io.fairlead.server.node.Node;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Where passwords are hashed and compared: a few threads of its own, because that takes long by design, and a short queue, so
 * that guessing at passwords costs the guessers their time and nobody else's. Full means refused. Safe from any thread.
 */
final class PasswordDesk implements AutoCloseable {
    private static final int QUEUE_MAX = 64;
    private static final int IDLE_SECONDS = 10;

    private final SecureRandom random;
    private final int cost;
    private final ThreadPoolExecutor workers;

    /** What an unknown user's password is compared with, so that it takes as long to find that there is none. */
    private final Supplier<byte[]> hashOfNobody;

    /**
     * @param cost bcrypt's: each step doubles the time
     * @param threads how many passwords are looked at at the same time
     */
    PasswordDesk(String name, SecureRandom random, int cost, int threads) {
        this.random = random;
        this.cost = cost;
        AtomicInteger count = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + "-password-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        workers = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE_MAX), factory);
        workers.allowCoreThreadTimeOut(true);
        hashOfNobody = new HashOfNobody();
    }

    /** For the clients of a member: on all processors but one. */
    static PasswordDesk of(Node node) {
        Proofs proofs = node.proofs();
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        return new PasswordDesk(node.status().name(), proofs.random(), proofs.bcryptCost(), threads);
    }

    /** The hash of {@code password}, which is wiped. Refused as TOO_MANY_REQUESTS, or where it is too long. */
    CompletableFuture<Answer<byte[]>> hash(byte[] password) {
        if (password.length > PasswordHash.PASSWORD_BYTES_MAX) {
            return CompletableFuture.completedFuture(Answer.refused(EtcdError.PASSWORD_TOO_LONG));
        }
        return work(() -> {
            try {
                return PasswordHash.of(password, cost, random);
            } finally {
                Arrays.fill(password, (byte) 0);
            }
        });
    }

    /** Does {@code password}, which is wiped, belong to {@code hash}? Takes the same time without a hash. */
    CompletableFuture<Answer<Boolean>> matches(byte[] password, Optional<byte[]> hash) {
        return work(() -> {
            try {
                boolean same = PasswordHash.matches(password, hash.orElseGet(hashOfNobody));
                return same && hash.isPresent();
            } finally {
                Arrays.fill(password, (byte) 0);
            }
        });
    }

    private <T> CompletableFuture<Answer<T>> work(Supplier<T> task) {
        try {
            return CompletableFuture.supplyAsync(() -> Answer.ok(task.get()), workers);
        } catch (RejectedExecutionException e) {
            EtcdError error = workers.isShutdown() ? EtcdError.STOPPED : EtcdError.TOO_MANY_REQUESTS;
            return CompletableFuture.completedFuture(Answer.refused(error));
        }
    }

    /** What waits is still done; the threads end with it. */
    @Override
    public void close() {
        workers.shutdown();
    }

    /** Made when it is first needed, which is on a worker. */
    private final class HashOfNobody implements Supplier<byte[]> {
        private volatile byte[] hash = new byte[0];

        @Override
        public byte[] get() {
            if (hash.length == 0) {
                hash = PasswordHash.of(new byte[0], cost, random);
            }
            return hash.clone();
        }
    }
}
