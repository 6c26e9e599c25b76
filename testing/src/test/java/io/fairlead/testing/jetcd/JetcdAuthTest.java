package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users and roles; each test finds root and the user {@code reader}, who may read below {@code open/} alone. */
@OneAndThreeMembers
class JetcdAuthTest extends JetcdBench {
    private static final ByteSequence ROOT = bytes("root");
    private static final ByteSequence READER = bytes("reader");
    private static final ByteSequence SECRET = bytes("secret");

    private final Auth auth = jetcd.getAuthClient();

    @BeforeEach
    void makeUsers() throws InterruptedException {
        put("open/a", "1");
        put("closed/a", "2");
        get(auth.userAdd(ROOT, SECRET));
        get(auth.roleAdd(ROOT));
        get(auth.userGrantRole(ROOT, ROOT));
        get(auth.userAdd(READER, SECRET));
        get(auth.roleAdd(READER));
        get(auth.roleGrantPermission(READER, bytes("open/"), bytes("open0"), Permission.Type.READ));
        get(auth.userGrantRole(READER, READER));
    }

    @AfterEach
    void removeUsers() throws InterruptedException {
        for (String user : get(auth.userList()).getUsers()) {
            get(auth.userDelete(bytes(user)));
        }
        for (String role : get(auth.roleList()).getRoles()) {
            get(auth.roleDelete(bytes(role)));
        }
    }

    @Test
    void usersAndRoles_areToldAsTheyWereMade() throws InterruptedException {
        assertThat(get(auth.userList()).getUsers()).containsExactlyInAnyOrder("root", "reader");
        assertThat(get(auth.userGet(READER)).getRoles()).containsExactly("reader");
        assertThat(get(auth.roleGet(READER)).getPermissions()).singleElement().satisfies(permission -> {
            assertThat(permission.getPermType()).isEqualTo(Permission.Type.READ);
            assertThat(text(permission.getKey())).isEqualTo("open/");
            assertThat(text(permission.getRangeEnd())).isEqualTo("open0");
        });
        get(auth.userRevokeRole(READER, READER));
        assertThat(get(auth.userGet(READER)).getRoles()).isEmpty();
        get(auth.roleRevokePermission(READER, bytes("open/"), bytes("open0")));
        assertThat(get(auth.roleGet(READER)).getPermissions()).isEmpty();
        assertRefused(
                auth.userAdd(READER, SECRET), ErrorCode.FAILED_PRECONDITION, "etcdserver: user name already exists");
        assertRefused(auth.userGet(bytes("nobody")), ErrorCode.FAILED_PRECONDITION, "etcdserver: user name not found");
    }

    @Test
    void enabled_eachMayWhatTheirRolesSay() throws InterruptedException {
        get(auth.authEnable());
        try (Client reader = as(READER, SECRET)) {
            assertThat(get(reader.getKVClient().get(bytes("open/a"))).getKvs()).hasSize(1);
            String denied = "etcdserver: permission denied";
            assertRefused(reader.getKVClient().get(bytes("closed/a")), ErrorCode.PERMISSION_DENIED, denied);
            assertRefused(
                    reader.getKVClient()
                            .get(
                                    bytes("open/"),
                                    GetOption.builder().withRange(bytes("z")).build()),
                    ErrorCode.PERMISSION_DENIED,
                    denied);
            assertRefused(reader.getKVClient().put(bytes("open/a"), bytes("x")), ErrorCode.PERMISSION_DENIED, denied);
            assertRefused(reader.getAuthClient().userList(), ErrorCode.PERMISSION_DENIED, denied);
            assertRefused(
                    jetcd.getKVClient().get(bytes("open/a")),
                    ErrorCode.INVALID_ARGUMENT,
                    "etcdserver: user name is empty");
        } finally {
            disable();
        }
        assertThat(get(jetcd.getKVClient().get(bytes("closed/a"))).getKvs()).hasSize(1);
    }

    @Test
    void enabled_watchOfWhatOneMayNotRead_isDenied() throws InterruptedException {
        get(auth.authEnable());
        try (Client reader = as(READER, SECRET)) {
            BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
            reader.getWatchClient()
                    .watch(
                            bytes("open/a"),
                            WatchOption.builder().withCreateNotify(true).build(),
                            Watch.listener(heard::add, heard::add));
            assertThat(next(heard)).isInstanceOf(io.etcd.jetcd.watch.WatchResponse.class);

            BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
            reader.getWatchClient().watch(bytes("closed/a"), Watch.listener(response -> {}, errors::add));

            assertThat(next(errors)).hasMessageContaining("permission denied");
        } finally {
            disable();
        }
    }

    @Test
    void enabled_wrongPassword_isRefused() throws InterruptedException {
        get(auth.authEnable());
        try (Client impostor = as(READER, bytes("guess"))) {
            // jetcd's own word for it: a call it has no token for.
            assertRefused(impostor.getKVClient().get(bytes("open/a")), ErrorCode.UNAUTHENTICATED, "UNAUTHENTICATED");
        } finally {
            disable();
        }
    }

    @Test
    void enabled_passwordChanged_theNewOneCounts() throws InterruptedException {
        get(auth.authEnable());
        try (Client root = as(ROOT, SECRET)) {
            get(root.getAuthClient().userChangePassword(READER, bytes("new")));
            try (Client reader = as(READER, bytes("new"))) {
                assertThat(get(reader.getKVClient().get(bytes("open/a"))).getKvs())
                        .hasSize(1);
            }
        } finally {
            disable();
        }
    }

    @Test
    void authEnable_withoutRoot_isRefused() throws InterruptedException {
        get(auth.userDelete(ROOT));

        assertRefused(auth.authEnable(), ErrorCode.FAILED_PRECONDITION, "etcdserver: root user does not exist");
    }

    private static Client as(ByteSequence user, ByteSequence password) {
        return Client.builder()
                .endpoints(endpoints().toArray(String[]::new))
                .user(user)
                .password(password)
                .build();
    }

    private static void disable() throws InterruptedException {
        try (Client root = as(ROOT, SECRET)) {
            get(root.getAuthClient().authDisable());
        }
    }
}
