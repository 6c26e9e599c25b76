package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.fairlead.testing.TestCluster;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * Somebody else's client against our members: jetcd, whose makers know etcd and not us. The tests of a class share the cluster,
 * so each keeps to keys of its own.
 */
abstract class JetcdBench {
    /** How long anything may take on a busy machine. */
    private static final long PATIENCE_SECONDS = 30;

    static TestCluster cluster;
    static Client jetcd;

    /** How many members there are. */
    @Parameter
    int size;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @BeforeParameterizedClassInvocation
    static void start(int size) {
        cluster = TestCluster.start(size);
        jetcd = client();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        jetcd.close();
        cluster.close();
    }

    @AfterEach
    void closeWhatIsOpen() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    /** Closes it when the test is over. */
    <T extends AutoCloseable> T opened(T closeable) {
        open.push(closeable);
        return closeable;
    }

    /** Another client of all members. */
    static Client client() {
        return Client.builder().endpoints(endpoints().toArray(String[]::new)).build();
    }

    static List<String> endpoints() {
        return cluster.endpoints();
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    static String text(ByteSequence bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static <T> T get(Future<T> future) throws InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("refused: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("not answered within " + PATIENCE_SECONDS + " s", e);
        }
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("what was to come").isNotNull();
        return next;
    }

    /** Puts, and returns the revision of it. */
    static long put(String key, String value) throws InterruptedException {
        return get(jetcd.getKVClient().put(bytes(key), bytes(value)))
                .getHeader()
                .getRevision();
    }

    /** Waits for the refusal, and holds it against etcd's code and text. */
    static void assertRefused(Future<?> future, ErrorCode code, String text) {
        Throwable failure = catchThrowable(() -> future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertThat(failure).as("a refusal").isInstanceOf(ExecutionException.class);
        Throwable refusal = failure.getCause();
        assertThat(code(refusal)).as("code of %s", refusal).isEqualTo(code.name());
        assertThat(refusal).hasMessageContaining(text);
    }

    /** jetcd passes some refusals on as gRPC made them. */
    private static String code(Throwable refusal) {
        return refusal instanceof EtcdException etcd
                ? etcd.getErrorCode().name()
                : Status.fromThrowable(refusal).getCode().name();
    }
}
