package io.fairlead.client.recipe.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.Header;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.concurrency.Registration;
import io.fairlead.api.concurrency.ServiceInstance;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.lease.LeaseChange;
import io.fairlead.api.lease.LeaseState;
import io.fairlead.api.watch.Watches;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.Test;

/** A registration whose sessions, writes and pauses are in the test's hand; all in one thread. */
class ClientRegistrationTest {
    private static final ServiceInstance ONE = ServiceInstance.at("10.0.0.1:80");
    private static final Duration TTL = Duration.ofSeconds(10);

    private final Deque<CompletableFuture<Session>> openings = new ConcurrentLinkedDeque<>();
    private final Deque<CompletableFuture<PutResult>> puts = new ConcurrentLinkedDeque<>();
    private final Deque<CompletableFuture<Void>> pauses = new ConcurrentLinkedDeque<>();
    private final Deque<CompletableFuture<TxnResult>> deletions = new ConcurrentLinkedDeque<>();
    private final List<String> values = new ArrayList<>();
    private final List<Long> leases = new ArrayList<>();
    private final List<Registration.State> states = new ArrayList<>();

    private final ClientServiceRegistry registry = new ClientServiceRegistry(
            new RegistryTools(
                    kv(),
                    stub(Watches.class, (self, method, arguments) -> {
                        throw new AssertionError("a registration watches nothing");
                    }),
                    ttl -> added(openings),
                    Runnable::run,
                    failures -> added(pauses)),
            "svc");

    private static <T> CompletableFuture<T> added(Deque<CompletableFuture<T>> queue) {
        CompletableFuture<T> future = new CompletableFuture<>();
        queue.add(future);
        return future;
    }

    private static <T> T stub(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Kv kv() {
        AsyncKv async = stub(AsyncKv.class, (self, method, arguments) -> {
            if (method.getName().equals("put")) {
                assertThat(arguments[0]).isEqualTo(Bytes.utf8("svc/10.0.0.1:80"));
                values.add(((Bytes) arguments[1]).toUtf8());
                leases.add(((PutOptions) arguments[2]).lease());
                return added(puts);
            }
            assertThat(method.getName()).isEqualTo("commit");
            return added(deletions);
        });
        return stub(Kv.class, (self, method, arguments) -> async);
    }

    private static void succeed(Deque<CompletableFuture<PutResult>> puts) {
        puts.removeFirst().complete(new PutResult(new Header(1, 1, 5, 1), Optional.empty()));
    }

    private static FairleadException trouble() {
        return new UnavailableException("nobody there", Outcome.UNKNOWN, List.of(), null);
    }

    private static RefusedException refusal(EtcdError error) {
        return new RefusedException(error, Outcome.NOT_APPLIED, List.of(), null);
    }

    /** A session that the test ends. */
    private static final class TestSession {
        final CompletableFuture<LeaseChange> ended = new CompletableFuture<>();
        final Session session;
        boolean closed;

        TestSession(long lease) {
            session = stub(Session.class, (self, method, arguments) -> switch (method.getName()) {
                case "leaseId" -> lease;
                case "ended" -> ended;
                case "state" -> ended.isDone() ? LeaseState.EXPIRED : LeaseState.ALIVE;
                case "closeAsync" -> {
                    closed = true;
                    end();
                    yield CompletableFuture.completedFuture(null);
                }
                default -> throw new AssertionError(method);
            });
        }

        void end() {
            ended.complete(new LeaseChange(LeaseState.EXPIRED, "in the test"));
        }
    }

    private TestSession opened(long lease) {
        TestSession session = new TestSession(lease);
        openings.removeFirst().complete(session.session);
        return session;
    }

    /** Registered under lease 1. */
    private Registration registered() {
        CompletableFuture<Registration> registering = registry.registerAsync(ONE, TTL);
        first = opened(1);
        succeed(puts);
        Registration registration = registering.join();
        registration.onChange(states::add);
        return registration;
    }

    @SuppressWarnings("NullAway.Init") // set by registered()
    private TestSession first;

    @Test
    void firstSession_notToBeHad_failsTheCaller() {
        CompletableFuture<Registration> registering = registry.registerAsync(ONE, TTL);
        openings.removeFirst().completeExceptionally(trouble());
        assertThat(registering).isCompletedExceptionally();
        assertThat(pauses).isEmpty();
    }

    @Test
    void firstWrite_refused_failsTheCallerAndClosesTheSession() {
        CompletableFuture<Registration> registering = registry.registerAsync(ONE, TTL);
        TestSession session = opened(1);
        puts.removeFirst().completeExceptionally(refusal(EtcdError.PERMISSION_DENIED));
        assertThat(registering).isCompletedExceptionally();
        assertThat(session.closed).isTrue();
    }

    @Test
    void registering_cancelled_closesTheSessionOnceTheWriteHasEnded() {
        CompletableFuture<Registration> registering = registry.registerAsync(ONE, TTL);
        TestSession session = opened(1);
        registering.cancel(true);
        assertThat(session.closed).isFalse();
        succeed(puts);
        assertThat(session.closed).isTrue();
    }

    @Test
    void registering_cancelledBeforeItsSession_cancelsThat() {
        CompletableFuture<Registration> registering = registry.registerAsync(ONE, TTL);
        registering.cancel(true);
        assertThat(openings.getFirst()).isCancelled();
        assertThat(puts).isEmpty();
    }

    @Test
    void sessionLost_writesUnderTheNextOneHoweverOftenThatFails() {
        Registration registration = registered();
        first.end();
        assertThat(registration.state()).isEqualTo(Registration.State.LOST);
        openings.removeFirst().completeExceptionally(trouble());
        pauses.removeFirst().complete(null);
        opened(2);
        puts.removeFirst().completeExceptionally(trouble());
        assertThat(registration.state()).isEqualTo(Registration.State.LOST);
        pauses.removeFirst().complete(null);
        succeed(puts);
        assertThat(registration.state()).isEqualTo(Registration.State.REGISTERED);
        assertThat(leases).containsExactly(1L, 2L, 2L);
        assertThat(states).containsExactly(Registration.State.LOST, Registration.State.REGISTERED);
    }

    @Test
    void sessionLost_whileWriting_answerCountsForNothing() {
        Registration registration = registered();
        first.end();
        TestSession second = opened(2);
        second.end();
        opened(3);
        succeed(puts);
        assertThat(registration.state()).isEqualTo(Registration.State.LOST);
        succeed(puts);
        assertThat(registration.state()).isEqualTo(Registration.State.REGISTERED);
        assertThat(leases).containsExactly(1L, 2L, 3L);
    }

    @Test
    void leaseRevokedElsewhere_foundByAWrite_replacesTheSession() {
        Registration registration = registered();
        first.end();
        TestSession second = opened(2);
        puts.removeFirst().completeExceptionally(refusal(EtcdError.LEASE_NOT_FOUND));
        assertThat(second.closed).isTrue();
        opened(3);
        succeed(puts);
        assertThat(registration.state()).isEqualTo(Registration.State.REGISTERED);
    }

    @Test
    void update_duringALoss_isWrittenUnderTheNextSession() throws InterruptedException {
        Registration registration = registered();
        first.end();
        ServiceInstance changed = ONE.with("zone", "b");
        Thread updating = new Thread(() -> registration.update(changed));
        updating.start();
        while (updating.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        opened(2);
        assertThat(values.get(1)).contains("\"zone\":\"b\"");
        succeed(puts);
        updating.join();
        assertThat(registration.instance()).isEqualTo(changed);
    }

    @Test
    void givenSession_ends_endsTheRegistration() {
        TestSession given = new TestSession(7);
        CompletableFuture<Registration> registering = registry.registerAsync(given.session, ONE);
        succeed(puts);
        given.end();
        assertThat(registering.join().state()).isEqualTo(Registration.State.ENDED);
        assertThat(openings).isEmpty();
    }

    @Test
    void givenSession_endsBeforeTheFirstWrite_failsTheCaller() {
        TestSession given = new TestSession(7);
        CompletableFuture<Registration> registering = registry.registerAsync(given.session, ONE);
        given.end();
        assertThat(registering).isCompletedExceptionally();
    }

    @Test
    void close_deletionFails_isTriedAgainWhileTheSessionLives() {
        TestSession given = new TestSession(7);
        CompletableFuture<Registration> registering = registry.registerAsync(given.session, ONE);
        succeed(puts);
        Registration registration = registering.join();
        Thread closing = new Thread(registration::close);
        closing.start();
        while (deletions.isEmpty() || closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        deletions.removeFirst().completeExceptionally(trouble());
        pauses.removeFirst().complete(null);
        assertThat(deletions).hasSize(1);
        given.end();
        deletions.removeFirst().completeExceptionally(trouble());
        assertThat(pauses).isEmpty();
        assertThat(given.closed).isFalse();
    }

    @Test
    void clientClosed_endsTheRegistration() {
        Registration registration = registered();
        first.end();
        openings.removeFirst().completeExceptionally(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
        assertThat(registration.state()).isEqualTo(Registration.State.ENDED);
        registration.close();
    }
}
