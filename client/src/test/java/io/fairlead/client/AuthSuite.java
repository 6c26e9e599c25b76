package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.auth.Auth;
import io.fairlead.api.auth.AuthStatus;
import io.fairlead.api.auth.Permission;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Op;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Users and roles, and clients that say who they are, with a cluster of one member, whoever made that member. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AuthSuite {
    private static final KeyRange OWN = KeyRange.prefix("own/");

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient root;

    /** Where the member listens. */
    abstract String endpoint();

    /** A user {@code root} with the password {@code rp}, and {@code app} with {@code ap} who may do all below {@code own/}. */
    @BeforeEach
    void prepare() {
        root = client("root", "rp");
        Auth auth = root.auth();
        auth.addUser("root", "rp".toCharArray());
        auth.addRole("root");
        auth.grantRole("root", "root");
        auth.addUser("app", "ap".toCharArray());
        auth.addRole("owner");
        auth.grantPermission("owner", Permission.readWrite(OWN));
        auth.grantRole("app", "owner");
    }

    @AfterEach
    void cleanUp() {
        root.auth().disable();
        root.kv().delete(KeyRange.all());
        root.auth().users().users().forEach(user -> root.auth().deleteUser(user));
        root.auth().roles().roles().forEach(role -> root.auth().deleteRole(role));
        root.close();
    }

    @Test
    void usersAndRoles_changed_areSeen() {
        Auth auth = root.auth();
        assertThat(auth.users().users()).containsExactlyInAnyOrder("root", "app");
        assertThat(auth.user("app").roles()).containsExactly("owner");
        assertThat(auth.roles().roles()).containsExactlyInAnyOrder("owner", "root");
        auth.grantPermission("owner", Permission.read(KeyRange.single("shared")));
        auth.grantPermission("owner", Permission.write(KeyRange.from("x")));
        assertThat(auth.role("owner").permissions())
                .containsExactlyInAnyOrder(
                        Permission.readWrite(OWN),
                        Permission.read(KeyRange.single("shared")),
                        Permission.write(KeyRange.from("x")));
        auth.revokePermission("owner", KeyRange.from("x"));
        assertThat(auth.role("owner").permissions()).hasSize(2);
        auth.revokeRole("app", "owner");
        assertThat(auth.user("app").roles()).isEmpty();
        auth.addUserWithoutPassword("machine");
        auth.deleteUser("machine");
        auth.deleteRole("owner");
        assertThat(auth.roles().roles()).containsExactly("root");
        AuthStatus status = auth.status();
        assertThat(status.enabled()).isFalse();
        assertThat(status.authRevision()).isGreaterThan(1);
    }

    @Test
    void usersAndRoles_whatCannotBe_isRefusedInEtcdsWords() {
        Auth auth = root.auth();
        refused(EtcdError.USER_EXISTS, () -> auth.addUser("app", "x".toCharArray()));
        refused(EtcdError.USER_EMPTY, () -> auth.addUser("", "x".toCharArray()));
        refused(EtcdError.USER_NOT_FOUND, () -> auth.user("nobody"));
        refused(EtcdError.USER_NOT_FOUND, () -> auth.changePassword("nobody", "x".toCharArray()));
        refused(EtcdError.ROLE_NOT_FOUND, () -> auth.role("none"));
        refused(EtcdError.ROLE_EXISTS, () -> auth.addRole("owner"));
        refused(EtcdError.ROLE_NOT_GRANTED, () -> auth.revokeRole("root", "owner"));
        refused(EtcdError.PERMISSION_NOT_GRANTED, () -> auth.revokePermission("owner", KeyRange.single("z")));
        auth.revokeRole("root", "root");
        refused(EtcdError.ROOT_ROLE_NOT_GRANTED, auth::enable);
        auth.deleteUser("root");
        refused(EtcdError.ROOT_USER_NOT_FOUND, auth::enable);
    }

    @Test
    void user_withPassword_mayDoWhatTheRolePermits() {
        root.auth().enable();
        assertThat(root.auth().status().enabled()).isTrue();
        try (FairleadClient app = client("app", "ap")) {
            app.kv().put("own/k", "v");
            assertThat(app.kv().get("own/k").orElseThrow().value()).isEqualTo(Bytes.utf8("v"));
            refused(EtcdError.PERMISSION_DENIED, () -> app.kv().put("other", "v"));
            refused(
                    EtcdError.PERMISSION_DENIED,
                    () -> app.kv()
                            .txn()
                            .then(Op.put("own/k", "w"), Op.get("other"))
                            .commit());
            refused(EtcdError.PERMISSION_DENIED, () -> app.auth().addRole("more"));
        }
    }

    @Test
    void nobody_whileAuthenticationIsRequired_isRefused() {
        root.auth().enable();
        try (FairleadClient nobody = FairleadClient.connect(endpoint())) {
            refused(EtcdError.USER_EMPTY, () -> nobody.kv().get("own/k"));
            refused(EtcdError.USER_EMPTY, () -> nobody.kv().put("own/k", "v"));
        }
    }

    @Test
    void wrongPassword_everyCall_failsAtOnceUnapplied() {
        root.auth().enable();
        try (FairleadClient wrong = FairleadClient.builder()
                .endpoints(endpoint())
                .user("app", "guess".toCharArray())
                .deadline(Duration.ofMinutes(10))
                .build()) {
            for (int i = 0; i < 2; i++) {
                refused(EtcdError.AUTH_FAILED, () -> wrong.kv().put("own/k", "v"));
                refused(
                        EtcdError.AUTH_FAILED,
                        () -> wrong.watches()
                                .iterate(OWN, WatchOptions.fromNow())
                                .close());
            }
        }
    }

    @Test
    void authentication_enabledUnderARunningClient_makesItLogIn() {
        try (FairleadClient app = client("app", "ap")) {
            app.kv().put("own/k", "before");
            root.auth().enable();
            app.kv().put("own/k", "after");
            root.auth().disable();
            app.kv().put("anything", "goes");
        }
    }

    @Test
    void password_changedUnderARunningClient_isAskedForAgain() {
        root.auth().enable();
        AtomicBoolean changed = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        try (FairleadClient app = FairleadClient.builder()
                .endpoints(endpoint())
                .credentials(Credentials.user("app", () -> {
                    asked.incrementAndGet();
                    return (changed.get() ? "new" : "ap").toCharArray();
                }))
                .build()) {
            app.kv().put("own/k", "1");
            app.kv().put("own/k", "2");
            assertThat(asked).as("one login for two calls").hasValue(1);
            changed.set(true);
            root.auth().changePassword("app", "new".toCharArray());
            app.kv().put("own/k", "3");
            assertThat(app.kv().get("own/k").orElseThrow().value()).isEqualTo(Bytes.utf8("3"));
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void token_endedUnderLoad_costsOneLoginAndNoCall() throws Exception {
        root.auth().enable();
        AtomicBoolean changed = new AtomicBoolean();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        ExecutorService load = Executors.newFixedThreadPool(8);
        try (FairleadClient app = FairleadClient.builder()
                .endpoints(endpoint())
                .credentials(Credentials.user("app", () -> {
                    asked.incrementAndGet();
                    return (changed.get() ? "new" : "ap").toCharArray();
                }))
                .build()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String key = "own/" + i;
                writers.add(load.submit(() -> {
                    while (!stop.get()) {
                        app.kv().put(key, "v");
                        written.incrementAndGet();
                    }
                }));
            }
            awaitMore(written, writers);
            assertThat(asked).hasValue(1);
            changed.set(true);
            root.auth().changePassword("app", "new".toCharArray());
            awaitMore(written, writers);
            stop.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertThat(asked).hasValue(2);
        } finally {
            stop.set(true);
            load.shutdownNow();
        }
    }

    @Test
    void lease_ofAUserWhoseTokenEnded_isRenewedWithAnother() {
        root.auth().enable();
        AtomicReference<char[]> password = new AtomicReference<>("ap".toCharArray());
        try (FairleadClient app = FairleadClient.builder()
                .endpoints(endpoint())
                .credentials(Credentials.user(
                        "app", () -> Objects.requireNonNull(password.get()).clone()))
                .build()) {
            long lease = app.leases().grant(Duration.ofMinutes(5)).id();
            assertThat(app.leases().keepAliveOnce(lease).ttl()).isPositive();
            password.set("new".toCharArray());
            root.auth().changePassword("app", "new".toCharArray());
            assertThat(app.leases().keepAliveOnce(lease).ttl()).isPositive();
            app.leases().revoke(lease);
        }
    }

    /** Waits until writers have gone on, or one of them failed. */
    private static void awaitMore(AtomicInteger written, List<Future<?>> writers) {
        int target = written.get() + 40;
        while (written.get() < target && writers.stream().noneMatch(Future::isDone)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void roles_changedUnderARunningClient_holdAtOnce() {
        root.auth().enable();
        try (FairleadClient app = client("app", "ap")) {
            app.kv().put("own/k", "1");
            refused(EtcdError.PERMISSION_DENIED, () -> app.kv().put("more", "1"));
            root.auth().grantPermission("owner", Permission.readWrite(KeyRange.single("more")));
            app.kv().put("more", "2");
            root.auth().revokeRole("app", "owner");
            refused(EtcdError.PERMISSION_DENIED, () -> app.kv().put("more", "3"));
        }
    }

    @Test
    void watch_ofAUser_goesOnAsOthersComeAndChange() {
        root.auth().enable();
        try (FairleadClient app = client("app", "ap");
                WatchIterator watch = app.watches().iterate(OWN, WatchOptions.fromNow())) {
            long first = app.kv().put("own/k", "1").revision();
            assertThat(watch.take().revision()).isEqualTo(first);
            root.auth().addUser("late", "lp".toCharArray());
            long second = app.kv().put("own/k", "2").revision();
            assertThat(watch.take().revision()).isEqualTo(second);
            refused(
                    EtcdError.PERMISSION_DENIED,
                    () -> app.watches()
                            .iterate(KeyRange.single("other"), WatchOptions.fromNow())
                            .close());
        }
    }

    @Test
    void token_gainedElsewhere_servesUntilItIsRefused() {
        root.auth().enable();
        try (FairleadClient stale = FairleadClient.builder()
                .endpoints(endpoint())
                .credentials(Credentials.token("made.up"))
                .build()) {
            refused(EtcdError.INVALID_AUTH_TOKEN, () -> stale.kv().put("own/k", "v"));
        }
    }

    @Test
    void credentials_printed_hideTheSecret() {
        assertThat(Credentials.user("app", "secret".toCharArray())).hasToString("Credentials[user=app]");
        assertThat(Credentials.token("secret")).hasToString("Credentials[token]");
        assertThat(Credentials.token(() -> "secret")).hasToString("Credentials[token]");
    }

    private static void refused(EtcdError condition, Runnable call) {
        FairleadException refused = catchThrowableOfType(FairleadException.class, call::run);
        assertThat(refused).as("refusal with " + condition).isNotNull();
        assertThat(refused.error()).contains(condition);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    private FairleadClient client(String user, String password) {
        return FairleadClient.builder()
                .endpoints(endpoint())
                .user(user, password.toCharArray())
                .build();
    }
}
