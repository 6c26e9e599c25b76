package io.fairlead.client.recipe.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.lease.AsyncLeases;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.LeaseChange;
import io.fairlead.api.lease.LeaseState;
import io.fairlead.api.lease.Leases;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Sessions whose grants and revocations are in the test's hand; all in one thread. */
class SessionsTest {
    private static final Duration TTL = Duration.ofSeconds(10);

    private final Deque<CompletableFuture<KeptLease>> grants = new ArrayDeque<>();
    private final Deque<CompletableFuture<Void>> revocations = new ArrayDeque<>();
    private final List<Long> revoked = new ArrayList<>();
    private final Sessions sessions = new Sessions(System::nanoTime);

    private final AsyncLeases async = stub(AsyncLeases.class, (self, method, arguments) -> {
        assertThat(method.getName()).isEqualTo("keep");
        return added(grants);
    });
    private final Leases leases = stub(Leases.class, (self, method, arguments) -> async);

    private static <T> CompletableFuture<T> added(Deque<CompletableFuture<T>> queue) {
        CompletableFuture<T> future = new CompletableFuture<>();
        queue.add(future);
        return future;
    }

    private static <T> T stub(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private KeptLease lease(long id, Duration ttl) {
        CompletableFuture<LeaseChange> ended = new CompletableFuture<>();
        return stub(KeptLease.class, (self, method, arguments) -> switch (method.getName()) {
            case "id" -> id;
            case "ttl", "validFor" -> ttl;
            case "state" -> ended.isDone() ? LeaseState.REVOKED : LeaseState.ALIVE;
            case "ended" -> ended;
            case "revokeAsync" -> {
                revoked.add(id);
                ended.complete(new LeaseChange(LeaseState.REVOKED, "in the test"));
                yield added(revocations);
            }
            default -> throw new AssertionError(method);
        });
    }

    private Session opened(long id) {
        CompletableFuture<Session> opening = sessions.open(leases, TTL);
        grants.removeFirst().complete(lease(id, TTL));
        return opening.join();
    }

    private static DeadlineExceededException late() {
        return new DeadlineExceededException(Outcome.UNKNOWN, List.of(), null);
    }

    private static RefusedException refused() {
        return new RefusedException(EtcdError.PERMISSION_DENIED, Outcome.NOT_APPLIED, List.of(), null);
    }

    @Test
    void session_isAliveForWhatItsLeaseIsValidFor() {
        Session session = opened(7);
        assertThat(session.leaseId()).isEqualTo(7);
        assertThat(session.isAliveFor(TTL)).isTrue();
        assertThat(session.isAliveFor(TTL.plusNanos(1))).isFalse();
        var unused = session.closeAsync();
        assertThat(session.isAliveFor(Duration.ZERO)).isFalse();
    }

    @Test
    void open_notGranted_fails() {
        CompletableFuture<Session> opening = sessions.open(leases, TTL);
        grants.removeFirst().completeExceptionally(refused());
        assertThat(opening).isCompletedExceptionally();
    }

    @Test
    void open_cancelled_cancelsTheGrant() {
        sessions.open(leases, TTL).cancel(true);
        assertThat(grants.getFirst()).isCancelled();
    }

    @Test
    void closeAsync_revocationTimesOut_isDoneForTheCallerAndGoesOnBehind() {
        Session session = opened(7);
        CompletableFuture<Void> closing = session.closeAsync();
        assertThat(closing).isNotDone();
        revocations.removeFirst().completeExceptionally(late());
        assertThat(closing).isCompleted();
        revocations.removeFirst().completeExceptionally(late());
        revocations.removeFirst().complete(null);
        assertThat(revoked).containsExactly(7L, 7L, 7L);
        session.close();
        assertThat(revoked).hasSize(3);
    }

    @Test
    void closeAsync_revocationTimesOutAfterTheLeasesTime_isGivenUp() {
        CompletableFuture<Session> opening = sessions.open(leases, TTL);
        grants.removeFirst().complete(lease(7, Duration.ZERO));
        CompletableFuture<Void> closing = opening.join().closeAsync();
        revocations.removeFirst().completeExceptionally(late());
        assertThat(closing).isCompleted();
        assertThat(revoked).hasSize(1);
    }

    @Test
    void closeAsync_revocationRefused_isNotAskedAgain() {
        CompletableFuture<Void> closing = opened(7).closeAsync();
        revocations.removeFirst().completeExceptionally(refused());
        assertThat(closing).isCompleted();
        assertThat(revoked).hasSize(1);
    }

    @Test
    void close_threadInterrupted_stopsWaitingAndStaysInterrupted() {
        Session session = opened(7);
        Thread.currentThread().interrupt();
        session.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(revoked).containsExactly(7L);
    }

    @Test
    void closed_endsTheLastSessionFirstAndDoesNotWaitForLong() {
        opened(1);
        opened(2);
        var unused = opened(3).closeAsync();
        sessions.close(Duration.ofNanos(1));
        assertThat(revoked).containsExactly(3L, 2L, 1L);
    }

    @Test
    void open_afterTheClose_isRefusedWithoutAGrant() {
        sessions.close(Duration.ZERO);
        CompletableFuture<Session> opening = sessions.open(leases, TTL);
        assertThat(opening.handle((session, thrown) -> thrown).join()).isInstanceOf(ClientClosedException.class);
        assertThat(grants).isEmpty();
    }

    @Test
    void open_grantedAfterTheClose_isRevoked() {
        CompletableFuture<Session> opening = sessions.open(leases, TTL);
        sessions.close(Duration.ZERO);
        grants.removeFirst().complete(lease(7, TTL));
        assertThat(opening.handle((session, thrown) -> thrown).join()).isInstanceOf(ClientClosedException.class);
        assertThat(revoked).containsExactly(7L);
    }
}
