package io.fairlead.benchmarks.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** The keys and the value of a run, and who takes which. */
final class Keys {
    private static final String PREFIX = "bench/";
    private static final int FILLING = 256;

    private final ByteString[] keys;
    private final ByteString value;

    /** One for each slot, used by whoever starts the slot's operation. */
    private final long[] states;

    Keys(LoadPlan plan) {
        keys = new ByteString[plan.keys()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ByteString.copyFrom(PREFIX + "%08d".formatted(i), StandardCharsets.US_ASCII);
        }
        // Not SplittableRandom's class itself: the factory names the algorithm, which is the same in every JDK.
        RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(plan.seed());
        byte[] bytes = new byte[plan.valueBytes()];
        random.nextBytes(bytes);
        value = UnsafeByteOperations.unsafeWrap(bytes);
        states = new long[plan.outstanding()];
        for (int i = 0; i < states.length; i++) {
            states[i] = random.nextLong() | 1;
        }
    }

    ByteString value() {
        return value;
    }

    ByteString next(int slot) {
        return keys[draw(slot, keys.length)];
    }

    /** A number below {@code bound}: Marsaglia's xorshift, good enough to spread keys and nearly free. */
    int draw(int slot, int bound) {
        long state = states[slot];
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        states[slot] = state;
        return (int) Long.remainderUnsigned(state, bound);
    }

    /** Puts every key once. */
    void fill(Connections connections) throws InterruptedException {
        SlotCalls<PutRequest, PutResponse> puts = new SlotCalls<>(KVGrpc.getPutMethod(), answer -> true);
        Semaphore room = new Semaphore(FILLING);
        AtomicReference<@Nullable Status> failure = new AtomicReference<>();
        for (int i = 0; i < keys.length && failure.get() == null; i++) {
            room.acquire();
            PutRequest put =
                    PutRequest.newBuilder().setKey(keys[i]).setValue(value).build();
            puts.start(connections.of(i), i, put, (slot, status) -> {
                if (!status.isOk()) {
                    failure.compareAndSet(null, status);
                }
                room.release();
            });
        }
        room.acquire(FILLING);
        Status failed = failure.get();
        if (failed != null) {
            throw new LoadFailure("the keys could not be put: " + failed);
        }
    }
}
