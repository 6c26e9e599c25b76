package io.fairlead.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.v3electionpb.ElectionGrpc;
import io.fairlead.api.pb.v3lockpb.LockGrpc;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.mvcc.KeySpan;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of rights: it is whole, and each row lets in who holds what it says, and nobody else. */
class RpcRightsTest {
    private static final List<ServiceDescriptor> SERVICES = List.of(
            KVGrpc.getServiceDescriptor(),
            WatchGrpc.getServiceDescriptor(),
            LeaseGrpc.getServiceDescriptor(),
            ClusterGrpc.getServiceDescriptor(),
            MaintenanceGrpc.getServiceDescriptor(),
            AuthGrpc.getServiceDescriptor(),
            LockGrpc.getServiceDescriptor(),
            ElectionGrpc.getServiceDescriptor(),
            HealthGrpc.getServiceDescriptor());

    private static final List<Bytes> ATTACHED = List.of(Bytes.utf8("k"), Bytes.utf8("x"));
    private static final LeaseKeys LEASES = id -> id == 7 ? ATTACHED : List.of();

    @Test
    void table_everyMethodOfTheWire_hasARowAndNothingElseHas() {
        List<String> methods = SERVICES.stream()
                .flatMap(service -> service.getMethods().stream())
                .map(MethodDescriptor::getFullMethodName)
                .toList();

        assertThat(RpcRights.table().keySet()).containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void table_methodsThatAskNobody_areTheLoginAndTheHealthCheck() {
        assertThat(RpcRights.table().entrySet().stream()
                        .filter(row -> row.getValue() == Right.NOBODY_ASKED)
                        .map(row -> row.getKey()))
                .containsExactlyInAnyOrder(
                        "etcdserverpb.Auth/Authenticate", "grpc.health.v1.Health/Check", "grpc.health.v1.Health/Watch");
    }

    @Test
    void methodWithoutARow_isForNobody() {
        assertThat(RpcRights.of("etcdserverpb.KV/NewInALaterRelease")).isEmpty();
    }

    /** No command is easier to have applied than to have proposed. */
    @ParameterizedTest
    @EnumSource(CommandKind.class)
    void command_thatAClientCanBring_hasARightThatIsARow(CommandKind kind) {
        Right right = CommandRights.of(kind);

        if (right == Right.NOBODY_ASKED) {
            assertThat(kind)
                    .isIn(
                            CommandKind.AUTHENTICATE,
                            CommandKind.LEASE_CHECKPOINT,
                            CommandKind.CLUSTER_VERSION_SET,
                            CommandKind.CLUSTER_MEMBER_ATTR_SET);
        } else {
            assertThat(RpcRights.table()).containsValue(right);
        }
    }

    @TestFactory
    Stream<DynamicTest> rows() {
        return RpcRights.table().entrySet().stream()
                .filter(row -> row.getValue() != Right.NOBODY_ASKED)
                .sorted((one, other) -> one.getKey().compareTo(other.getKey()))
                .flatMap(row -> samples(row.getValue()).stream()
                        .map(sample -> dynamicTest(
                                row.getKey() + " " + sample.toString().replace('\n', ' '),
                                () -> holdsExactly(row.getValue().needs(sample, LEASES)))));
    }

    private static List<Message> samples(Right right) {
        List<Message> samples = SampleRequests.of(right);
        return samples.isEmpty() ? List.of(RangeRequest.getDefaultInstance()) : samples;
    }

    /** Everybody who does not hold all of it is refused, and whoever does is not. */
    private static void holdsExactly(List<Need> needs) {
        AuthView holder = TestUsers.holding(needs);
        Requester user = new Requester(TestUsers.USER, holder.revision());
        assertThat(needs).isNotEmpty();
        assertThat(Access.refusal(holder, Requester.NONE, needs)).contains(EtcdError.USER_EMPTY);
        assertThat(Access.refusal(holder, new Requester("stranger", holder.revision()), needs))
                .contains(EtcdError.PERMISSION_DENIED);
        assertThat(Access.refusal(holder, new Requester("root", holder.revision()), needs))
                .isEmpty();
        assertThat(Access.refusal(holder, Requester.MEMBER, needs)).isEmpty();
        assertThat(Access.refusal(AuthView.EMPTY, Requester.NONE, needs)).isEmpty();
        boolean administers = needs.stream()
                .anyMatch(need -> need instanceof Need.Admin
                        || need instanceof Need.SelfOrAdmin
                        || need instanceof Need.HolderOrAdmin);
        if (administers) {
            assertThat(Access.refusal(holder, user, needs)).contains(EtcdError.PERMISSION_DENIED);
            return;
        }
        assertThat(Access.refusal(holder, user, needs)).isEmpty();
        for (int i = 0; i < needs.size(); i++) {
            Need missing = needs.get(i);
            List<Need> others = needs.stream()
                    .filter(need -> !need.equals(missing) && !overlaps(need, missing))
                    .toList();
            if (missing instanceof Need.AnyUser) {
                continue;
            }
            AuthView lacking = TestUsers.holding(others);
            assertThat(Access.refusal(lacking, new Requester(TestUsers.USER, lacking.revision()), needs))
                    .as("without %s", missing)
                    .contains(EtcdError.PERMISSION_DENIED);
            assertThat(Access.refusal(holder, new Requester(TestUsers.USER, holder.revision() - 1), needs))
                    .contains(EtcdError.AUTH_OLD_REVISION);
        }
    }

    /** Would the grant of one be a part of the other? Then dropping that one alone takes nothing away. */
    private static boolean overlaps(Need one, Need other) {
        if (one instanceof Need.Read a && other instanceof Need.Read b) {
            return a.span().from().equals(b.span().from());
        }
        return one instanceof Need.Write a
                && other instanceof Need.Write b
                && a.span().from().equals(b.span().from());
    }

    @Test
    void userGet_ofOneself_isAllowed() {
        AuthView view = TestUsers.holding(List.of());
        Requester user = new Requester(TestUsers.USER, view.revision());

        assertThat(Access.refusal(view, user, List.of(new Need.SelfOrAdmin(TestUsers.USER))))
                .isEmpty();
        assertThat(Access.refusal(view, user, List.of(new Need.SelfOrAdmin("other"))))
                .contains(EtcdError.PERMISSION_DENIED);
    }

    @Test
    void roleGet_ofARoleOnesOwn_isAllowed() {
        AuthView view = TestUsers.holding(List.of(), "mine");
        Requester user = new Requester(TestUsers.USER, view.revision());

        assertThat(Access.refusal(view, user, List.of(new Need.HolderOrAdmin("mine"))))
                .isEmpty();
        assertThat(Access.refusal(view, user, List.of(new Need.HolderOrAdmin("other"))))
                .contains(EtcdError.PERMISSION_DENIED);
    }

    /** A transaction is allowed exactly if each comparison and each operation in it would be, however deep it stands. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void txn_randomTree_isTheSumOfItsLeaves(long seed) {
        Random random = new Random(seed);
        int allowed = 0;
        for (int round = 0; round < 400; round++) {
            List<Need> grants = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                KeySpan span = KeySpan.of(key(random), random.nextInt(2) == 0 ? Bytes.of(0) : Bytes.utf8("d"));
                grants.add(random.nextBoolean() ? new Need.Read(span) : new Need.Write(span));
            }
            AuthView view = TestUsers.holding(grants);
            Requester user = new Requester(TestUsers.USER, view.revision());
            List<Boolean> leaves = new ArrayList<>();
            TxnRequest txn = randomTxn(random, 3, view, user, leaves);

            Optional<EtcdError> refusal = Access.refusal(view, user, Right.TXN.needs(txn, LEASES));

            assertThat(refusal.isEmpty()).as(txn.toString()).isEqualTo(!leaves.contains(false));
            allowed += refusal.isEmpty() ? 1 : 0;
        }
        assertThat(allowed).isBetween(40, 360);
    }

    private static TxnRequest randomTxn(Random random, int depth, AuthView view, Requester user, List<Boolean> leaves) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        if (random.nextInt(3) == 0) {
            ByteString key = text(key(random));
            txn.addCompare(Compare.newBuilder().setKey(key));
            leaves.add(may(
                    view,
                    user,
                    Right.RANGE,
                    RangeRequest.newBuilder().setKey(key).build()));
        }
        for (int i = random.nextInt(2); i >= 0; i--) {
            RequestOp op = randomOp(random, depth, view, user, leaves);
            if (random.nextBoolean()) {
                txn.addSuccess(op);
            } else {
                txn.addFailure(op);
            }
        }
        return txn.build();
    }

    private static RequestOp randomOp(Random random, int depth, AuthView view, Requester user, List<Boolean> leaves) {
        ByteString key = text(key(random));
        switch (random.nextInt(depth > 0 ? 4 : 3)) {
            case 0 -> {
                RangeRequest range = RangeRequest.newBuilder()
                        .setKey(key)
                        .setRangeEnd(random.nextBoolean() ? ByteString.EMPTY : ByteString.copyFromUtf8("d"))
                        .build();
                leaves.add(may(view, user, Right.RANGE, range));
                return RequestOp.newBuilder().setRequestRange(range).build();
            }
            case 1 -> {
                PutRequest put = PutRequest.newBuilder()
                        .setKey(key)
                        .setPrevKv(random.nextInt(3) == 0)
                        .setLease(random.nextInt(6) == 0 ? 7 : 0)
                        .build();
                leaves.add(may(view, user, Right.PUT, put));
                return RequestOp.newBuilder().setRequestPut(put).build();
            }
            case 2 -> {
                DeleteRangeRequest delete = DeleteRangeRequest.newBuilder()
                        .setKey(key)
                        .setPrevKv(random.nextInt(3) == 0)
                        .build();
                leaves.add(may(view, user, Right.DELETE_RANGE, delete));
                return RequestOp.newBuilder().setRequestDeleteRange(delete).build();
            }
            default -> {
                return RequestOp.newBuilder()
                        .setRequestTxn(randomTxn(random, depth - 1, view, user, leaves))
                        .build();
            }
        }
    }

    private static boolean may(AuthView view, Requester user, Right right, Message request) {
        return Access.refusal(view, user, right.needs(request, LEASES)).isEmpty();
    }

    private static Bytes key(Random random) {
        return Bytes.utf8(List.of("a", "b", "c").get(random.nextInt(3)));
    }

    private static ByteString text(Bytes bytes) {
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
