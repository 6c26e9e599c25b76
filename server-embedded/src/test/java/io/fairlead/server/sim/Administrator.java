package io.fairlead.server.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.authpb.Permission;
import io.fairlead.api.pb.authpb.UserAddOptions;
import io.fairlead.api.pb.etcdserverpb.AuthDisableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthEnableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
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
 * tries what it likes; now and then nobody is asked who he is for a while. A role is given once and never again: no late command may
 * bring back what was taken.
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
    private final GuestWatch guestWatch;
    private int roles;

    /** Users may be not asked for now. */
    private boolean isEased;

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
        this.guestWatch =
                new GuestWatch(world, random, sessions::anybody, RequestDraw.text(FROM), RequestDraw.text(END), rights);
    }

    void end() {
        over = true;
        guestWatch.end();
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
                                                this::live)))));
    }

    private void enforced() {
        rights.enforced(world.nowNanos());
        cluster.journal().note("admin", "has users asked for");
    }

    private void live() {
        enforced();
        visit(new Sessions.Session(Users.GUEST, Users.GUEST, sessions::anybody));
        guestWatch.begin();
        feed(sessions.session("host"));
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
        untilDone(CommandKind.AUTH_USER_GRANT_ROLE, grant(Users.GUEST, role), () -> {
            rights.given(world.nowNanos());
            later(() -> take(role));
        });
    }

    private void take(String role) {
        rights.taking(world.nowNanos());
        AuthRoleDeleteRequest request =
                AuthRoleDeleteRequest.newBuilder().setRole(role).build();
        untilDone(CommandKind.AUTH_ROLE_DELETE, request, () -> {
            rights.taken(world.nowNanos());
            cluster.journal().note("admin", "took the right away");
            tryEverywhere();
            later(random.nextInt(4) == 0 ? this::ease : this::makeRole);
        });
    }

    /** Wherever the news is late somebody may still believe in the right. */
    private void tryEverywhere() {
        for (SimMember member : cluster.members()) {
            ask(new Sessions.Session(Users.GUEST, Users.GUEST, () -> member), done -> {});
        }
    }

    /**
     * Nobody is asked who he is for a while. A command to that end whose outcome is not known may be carried out at any later
     * time, so nothing is judged any more then.
     */
    private void ease() {
        if (isEased) {
            makeRole();
            return;
        }
        isEased = true;
        rights.easing(world.nowNanos());
        once(CommandKind.AUTH_DISABLE, AuthDisableRequest.getDefaultInstance(), eased -> {
            if (eased) {
                cluster.journal().note("admin", "has users not asked for");
                later(() -> untilDone(CommandKind.AUTH_ENABLE, AuthEnableRequest.getDefaultInstance(), () -> {
                    isEased = false;
                    enforced();
                    makeRole();
                }));
            } else {
                later(this::makeRole);
            }
        });
    }

    private void visit(Sessions.Session guest) {
        world.in(1_000_000L + random.nextInt(400_000_000), () -> {
            if (over) {
                return;
            }
            ask(guest, done -> visit(guest));
        });
    }

    /** What the guest may be told of at times. */
    private void feed(Sessions.Session host) {
        world.in(1_000_000L + random.nextInt(400_000_000), () -> {
            if (!over) {
                PutRequest put = PutRequest.newBuilder()
                        .setKey(RequestDraw.text(KEYS.get(random.nextInt(KEYS.size()))))
                        .setValue(draw.value())
                        .build();
                sessions.ask(host, History.Kind.PUT, put, done -> feed(host));
            }
        });
    }

    private void ask(Sessions.Session guest, Consumer<History.Call> done) {
        ByteString key = RequestDraw.text(KEYS.get(random.nextInt(KEYS.size())));
        RangeRequest range = RangeRequest.newBuilder().setKey(key).build();
        PutRequest put =
                PutRequest.newBuilder().setKey(key).setValue(draw.value()).build();
        switch (random.nextInt(5)) {
            case 0, 1 -> sessions.ask(guest, History.Kind.PUT, put, done);
            case 2 -> {
                TxnRequest txn = TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestRange(range))
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                        .build();
                sessions.ask(guest, History.Kind.TXN, txn, done);
            }
            default -> sessions.ask(guest, History.Kind.READ, range, done);
        }
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
