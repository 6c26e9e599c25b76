package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.KeyRange;
import io.fairlead.api.RefusedException;
import io.fairlead.api.concurrency.Registration;
import io.fairlead.api.concurrency.ServiceChange;
import io.fairlead.api.concurrency.ServiceInstance;
import io.fairlead.api.concurrency.ServiceRegistry;
import io.fairlead.api.concurrency.ServiceView;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.EtcdError;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service registry with a cluster of one member, whoever made that member. */
abstract class RegistrySuite {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ServiceInstance ONE =
            ServiceInstance.at("10.0.0.1", 80).with("zone", "a").withId("one");
    private static final ServiceInstance TWO =
            ServiceInstance.at("10.0.0.2", 80).withId("two");

    /** No test waits for it unless it fails. */
    private static final long PATIENCE_SECONDS = 30;

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private ServiceRegistry registry;

    /** Where the member listens, over the network. */
    abstract String endpoint();

    @BeforeEach
    void connect() {
        client = FairleadClient.connect(endpoint());
        client.kv().delete(KeyRange.prefix("svc/"));
        registry = client.recipes().serviceRegistry("svc/billing");
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        @Nullable T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private long leaseOf(ServiceInstance instance) {
        return client.kv().get("svc/billing/" + instance.id()).orElseThrow().lease();
    }

    @Test
    void register_onASession_isThereWhileItLives() throws InterruptedException {
        BlockingQueue<Registration.State> states = new LinkedBlockingQueue<>();
        try (Session session = client.recipes().openSession()) {
            Registration one = registry.register(session, ONE);
            registry.register(session, TWO);
            one.onChange(states::add);
            assertThat(one.state()).isEqualTo(Registration.State.REGISTERED);
            assertThat(one.instance()).isEqualTo(ONE);
            assertThat(registry.instances()).containsExactly(ONE, TWO);
            assertThat(leaseOf(ONE)).isEqualTo(session.leaseId());
            assertThat(client.recipes().serviceRegistry("svc/bill").instances()).isEmpty();
        }
        assertThat(next(states)).isEqualTo(Registration.State.ENDED);
        assertThat(registry.instances()).isEmpty();
    }

    @Test
    void register_onASessionThatHasEnded_isRefused() {
        Session session = client.recipes().openSession();
        session.close();
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> registry.register(session, ONE));
        assertThat(refused.condition()).isEqualTo(EtcdError.SESSION_EXPIRED);
        assertThat(registry.instances()).isEmpty();
    }

    @Test
    void register_sessionOfItsOwnIsLost_registersAgainOnAnother() throws InterruptedException {
        try (Registration registration = registry.register(ONE, Duration.ofSeconds(2))) {
            BlockingQueue<Registration.State> states = new LinkedBlockingQueue<>();
            registration.onChange(states::add);
            long first = leaseOf(ONE);
            try (FairleadClient operator = FairleadClient.connect(endpoint())) {
                operator.leases().revoke(first);
            }
            assertThat(next(states)).isEqualTo(Registration.State.LOST);
            assertThat(next(states)).isEqualTo(Registration.State.REGISTERED);
            assertThat(leaseOf(ONE)).isNotEqualTo(first);
        }
        assertThat(registry.instances()).isEmpty();
    }

    @Test
    void closed_isGoneAtOnceAndItsLeaseToo() {
        Registration registration = registry.register(ONE, MINUTE);
        long lease = leaseOf(ONE);
        registration.close();
        registration.close();
        assertThat(registration.state()).isEqualTo(Registration.State.ENDED);
        assertThat(registry.instances()).isEmpty();
        assertThatThrownBy(() -> client.leases().timeToLive(lease, false)).hasMessage(EtcdError.LEASE_NOT_FOUND.text());
        assertThatThrownBy(() -> registration.update(ONE)).hasMessage(EtcdError.SESSION_EXPIRED.text());
    }

    @Test
    void closed_idTakenOverMeanwhile_leavesTheOther() {
        try (Session mine = client.recipes().openSession();
                Session yours = client.recipes().openSession()) {
            Registration old = registry.register(mine, ONE);
            ServiceInstance moved = ServiceInstance.at("10.0.0.9:80").withId("one");
            registry.register(yours, moved);
            old.close();
            assertThat(registry.instances()).containsExactly(moved);
            registry.register(yours, TWO).close();
            assertThat(registry.instances()).containsExactly(moved);
        }
    }

    @Test
    void update_isSeenUnderTheSameId() {
        try (Registration registration = registry.register(ONE, MINUTE)) {
            registration.update(ONE.with("zone", "b"));
            assertThat(registry.instances()).containsExactly(ONE.with("zone", "b"));
            assertThat(registration.instance().metadata()).containsEntry("zone", "b");
            assertThatThrownBy(() -> registration.update(TWO)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void view_showsWhatIsThereAndEveryChange() throws InterruptedException {
        BlockingQueue<ServiceChange> changes = new LinkedBlockingQueue<>();
        ServiceView following;
        try (Registration one = registry.register(ONE, MINUTE);
                ServiceView view = registry.view(changes::add)) {
            assertThat(view.instances()).containsExactly(ONE);
            try (Registration two = registry.register(TWO, MINUTE)) {
                ServiceChange joined = next(changes);
                assertThat(joined.joined()).containsExactly(TWO);
                assertThat(joined.left()).isEmpty();
                assertThat(joined.instances()).containsExactly(ONE, TWO);
                two.update(TWO.with("weight", "3"));
                ServiceChange changed = next(changes);
                assertThat(changed.left()).containsExactly(TWO);
                assertThat(changed.joined()).containsExactly(TWO.with("weight", "3"));
            }
            ServiceChange left = next(changes);
            assertThat(left.left()).containsExactly(TWO.with("weight", "3"));
            assertThat(left.instances()).containsExactly(ONE);
            // The same value again is no change; unreadable neighbours are none either.
            one.update(ONE);
            client.kv().put("svc/billing/junk", "no json");
            long revision = client.kv()
                    .put("svc/billing/go", "{\"Op\":0,\"Addr\":\"h:1\"}")
                    .revision();
            view.awaitRevision(revision, Duration.ofSeconds(PATIENCE_SECONDS));
            assertThat(next(changes).joined())
                    .containsExactly(ServiceInstance.at("h:1").withId("go"));
            assertThat(view.revision()).isGreaterThanOrEqualTo(revision);
            assertThat(view.instances()).hasSize(2);
            following = view;
        }
        following.done().join();
    }

    @Test
    void view_receiverThrows_goesOn() {
        try (ServiceView view = registry.view(change -> {
                    throw new IllegalStateException("a receiver of the test that fails");
                });
                Registration one = registry.register(ONE, MINUTE)) {
            long revision = client.kv().put("other", "v").revision();
            client.kv().put("svc/billing/go", "{\"Op\":0,\"Addr\":\"h:1\"}");
            view.awaitRevision(revision + 1, Duration.ofSeconds(PATIENCE_SECONDS));
            assertThat(view.instances()).hasSize(2).contains(one.instance());
        }
    }

    @Test
    void clientClosed_takesItsRegistrationsAlong() {
        Registration registration;
        ServiceView view;
        try (FairleadClient other = FairleadClient.connect(endpoint())) {
            ServiceRegistry theirs = other.recipes().serviceRegistry("svc/billing");
            registration = theirs.registerAsync(ONE, MINUTE).join();
            view = theirs.viewAsync(change -> {}).join();
        }
        registration.close();
        assertThat(registration.state()).isEqualTo(Registration.State.ENDED);
        assertThat(registry.instances()).isEmpty();
        assertThat(view.done()).isDone();
    }
}
