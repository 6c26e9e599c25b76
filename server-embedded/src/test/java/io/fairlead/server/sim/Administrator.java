package io.fairlead.server.sim;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.authpb.Permission;
import io.fairlead.api.pb.authpb.UserAddOptions;
import io.fairlead.api.pb.etcdserverpb.AuthEnableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.sim.checker.History;
import io.fairlead.server.sim.checker.Rights;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes users and has them asked for, then gives a guest a right to a few keys and takes it away, over and over, while the guest
 * tries what it likes. A role is given once and never again: no late command may bring back what was taken.
 */
final class Administrator {
    private static final String FROM = "g";
    private static final String END = "h";
    private static final List<String> KEYS = List.of("ga", "gb");

    private final SimCluster cluster;
    private final SimScheduler world;
    private final ClientCalls calls;
    private final Sessions sessions;
    private final RequestDraw draw;
    private final Rights rights;
    private final RandomGenerator random;
    private int roles;
    private boolean over;

    Administrator(
            SimCluster cluster,
            ClientCalls calls,
            Sessions sessions,
            RequestDraw draw,
            Rights rights,
            RandomGenerator random) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.calls = calls;
        this.sessions = sessions;
        this.draw = draw;
        this.rights = rights;
        this.random = random;
    }

    void end() {
        over = true;
    }

    void begin() {
        untilDone(
                CommandKind.AUTH_USER_ADD,
                user(AuthView.ROOT),
                () -> untilDone(
                        CommandKind.AUTH_ROLE_ADD,
                        role(AuthView.ROOT),
                        () -> untilDone(
                                CommandKind.AUTH_USER_GRANT_ROLE,
                                grant(AuthView.ROOT, AuthView.ROOT),
                                () -> untilDone(
                                        CommandKind.AUTH_USER_ADD,
                                        user(Users.GUEST),
                                        () -> untilDone(
                                                CommandKind.AUTH_ENABLE,
                                                AuthEnableRequest.getDefaultInstance(),
                                                this::enforced)))));
    }

    private void enforced() {
        rights.enforced(world.nowNanos());
        cluster.journal().note("admin", "has users asked for");
        visit(new Sessions.Session(Users.GUEST, Users.GUEST, sessions::anybody));
        later(this::makeRole);
    }

    /** A role whose making was not answered may be made later yet, so another one is used. */
    private void makeRole() {
        String role = "r" + roles++;
        once(CommandKind.AUTH_ROLE_ADD, role(role), made -> {
            if (made) {
                untilDone(CommandKind.AUTH_ROLE_GRANT_PERMISSION, permission(role), () -> give(role));
            } else {
                later(this::makeRole);
            }
        });
    }

    private void give(String role) {
        rights.giving(world.nowNanos());
        untilDone(CommandKind.AUTH_USER_GRANT_ROLE, grant(Users.GUEST, role), () -> later(() -> take(role)));
    }

    private void take(String role) {
        AuthRoleDeleteRequest request =
                AuthRoleDeleteRequest.newBuilder().setRole(role).build();
        untilDone(CommandKind.AUTH_ROLE_DELETE, request, () -> {
            rights.taken(world.nowNanos());
            cluster.journal().note("admin", "took the right away");
            later(this::makeRole);
        });
    }

    private void visit(Sessions.Session guest) {
        world.in(1_000_000L + random.nextInt(400_000_000), () -> {
            if (over) {
                return;
            }
            String key = KEYS.get(random.nextInt(KEYS.size()));
            if (random.nextBoolean()) {
                PutRequest put = PutRequest.newBuilder()
                        .setKey(RequestDraw.text(key))
                        .setValue(draw.value())
                        .build();
                sessions.ask(guest, History.Kind.PUT, put, done -> visit(guest));
            } else {
                RangeRequest range =
                        RangeRequest.newBuilder().setKey(RequestDraw.text(key)).build();
                sessions.ask(guest, History.Kind.READ, range, done -> visit(guest));
            }
        });
    }

    private void later(Runnable action) {
        world.in(100_000_000L + random.nextLong(3 * FaultPlan.SECOND), () -> {
            if (!over) {
                action.run();
            }
        });
    }

    /** Again until it is answered that it is so, one way or the other. */
    private void untilDone(CommandKind kind, MessageLite request, Runnable then) {
        once(kind, request, done -> {
            if (done) {
                then.run();
            } else if (!over) {
                world.in(50_000_000L, () -> untilDone(kind, request, then));
            }
        });
    }

    private void once(CommandKind kind, MessageLite request, Consumer<Boolean> done) {
        calls.ask(
                sessions.anybody(),
                "",
                (node, requester) -> node.propose(kind, request, requester),
                reply -> done.accept(reply.answer() instanceof Answer.Ok || isSoAlready(reply.error())));
    }

    private static boolean isSoAlready(@Nullable EtcdError error) {
        return error == EtcdError.USER_EXISTS || error == EtcdError.ROLE_EXISTS || error == EtcdError.ROLE_NOT_FOUND;
    }

    private static AuthUserAddRequest user(String name) {
        return AuthUserAddRequest.newBuilder()
                .setName(name)
                .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                .build();
    }

    private static AuthRoleAddRequest role(String name) {
        return AuthRoleAddRequest.newBuilder().setName(name).build();
    }

    private static AuthUserGrantRoleRequest grant(String user, String role) {
        return AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build();
    }

    private static AuthRoleGrantPermissionRequest permission(String role) {
        return AuthRoleGrantPermissionRequest.newBuilder()
                .setName(role)
                .setPerm(Permission.newBuilder()
                        .setPermType(Permission.Type.READWRITE)
                        .setKey(RequestDraw.text(FROM))
                        .setRangeEnd(RequestDraw.text(END)))
                .build();
    }
}
