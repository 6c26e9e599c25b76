package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.Message;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.v3electionpb.ElectionGrpc;
import io.fairlead.api.pb.v3lockpb.LockGrpc;
import io.fairlead.server.access.LeaseKeys;
import io.fairlead.server.access.Need;
import io.fairlead.server.access.Right;
import io.fairlead.server.access.RpcRights;
import io.fairlead.server.access.SampleRequests;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every method of the wire called without credentials, with a made-up token, and by a user without any right: what the table
 * says is what a member does.
 */
class RightsOverTheWireTest {
    @TempDir
    static Path dir;

    private static FairleadServer server;
    private static AuthClient root;
    private static AuthClient powerless;
    private static AuthClient anonymous;
    private static AuthClient liar;

    @BeforeAll
    static void start() throws Exception {
        server = FairleadServer.start(ServerConfig.builder()
                .dataDir(dir)
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(10))
                .electionTimeout(Duration.ofMillis(100))
                .walSegmentSize(1 << 20)
                .unsafeNoFsync(true)
                .auth(new AuthConfig("simple", Duration.ofMinutes(5), 4))
                .build());
        server.awaitReady(Duration.ofSeconds(60));
        anonymous = AuthClient.anonymous(server);
        var unused = anonymous.auth().userAdd(AuthClient.user("powerless", "p"));
        anonymous.setUp();
        root = AuthClient.login(server, "root", "rootpw");
        powerless = AuthClient.login(server, "powerless", "p");
        liar = AuthClient.withToken(server, "made-up");
    }

    @AfterAll
    static void stop() {
        List.of(root, powerless, anonymous, liar).forEach(AuthClient::close);
        server.kill();
    }

    @TestFactory
    Stream<DynamicTest> refusals_inEveryMode() {
        return Stream.of(AlarmType.NONE, AlarmType.NOSPACE, AlarmType.CORRUPT)
                .flatMap(mode -> methods()
                        .map(method -> dynamicTest(
                                method.getFullMethodName() + " (" + mode.getNumber() + ")",
                                () -> isRefused(method, mode))));
    }

    private static Stream<MethodDescriptor<?, ?>> methods() {
        return Stream.of(
                        KVGrpc.getServiceDescriptor(),
                        WatchGrpc.getServiceDescriptor(),
                        LeaseGrpc.getServiceDescriptor(),
                        ClusterGrpc.getServiceDescriptor(),
                        MaintenanceGrpc.getServiceDescriptor(),
                        AuthGrpc.getServiceDescriptor(),
                        LockGrpc.getServiceDescriptor(),
                        ElectionGrpc.getServiceDescriptor())
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> RpcRights.table().get(method.getFullMethodName()) != Right.NOBODY_ASKED);
    }

    private static void isRefused(MethodDescriptor<?, ?> method, AlarmType mode) {
        Right right = RpcRights.of(method.getFullMethodName()).orElseThrow();
        List<Message> samples = SampleRequests.of(right);
        alarm(AlarmRequest.AlarmAction.ACTIVATE, mode);
        try {
            for (Message request : samples.isEmpty() ? List.of(empty(method)) : samples) {
                assertThat(refusal(anonymous, method, request)).isEqualTo(words(EtcdError.USER_EMPTY));
                assertThat(refusal(liar, method, request)).isEqualTo(words(EtcdError.INVALID_AUTH_TOKEN));
                if (needsMoreThanAUser(right, request)) {
                    assertThat(refusal(powerless, method, request)).isEqualTo(words(EtcdError.PERMISSION_DENIED));
                }
            }
        } finally {
            alarm(AlarmRequest.AlarmAction.DEACTIVATE, mode);
        }
    }

    private static boolean needsMoreThanAUser(Right right, Message request) {
        return right.needs(request, LeaseKeys.UNKNOWN).stream().anyMatch(need -> !(need instanceof Need.AnyUser));
    }

    private static void alarm(AlarmRequest.AlarmAction action, AlarmType type) {
        if (type != AlarmType.NONE) {
            var unused = MaintenanceGrpc.newBlockingStub(root.channel())
                    .alarm(AlarmRequest.newBuilder()
                            .setAction(action)
                            .setAlarm(type)
                            .setMemberID(server.memberId())
                            .build());
        }
    }

    /** How the call ends, in words; a watch ends with its watcher, the stream goes on. */
    private static String refusal(AuthClient client, MethodDescriptor<?, ?> method, Message request) {
        try {
            return request instanceof WatchCreateRequest create
                    ? watch(client, create)
                    : "answered: " + call(client, method, request);
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }

    private static String watch(AuthClient client, WatchCreateRequest create) {
        Iterator<WatchResponse> answers = ClientCalls.blockingServerStreamingCall(
                client.channel(),
                WatchGrpc.getWatchMethod().toBuilder()
                        .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                        .build(),
                CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                WatchRequest.newBuilder().setCreateRequest(create).build());
        WatchResponse answer = answers.next();
        return answer.getCanceled()
                ? REASONS.getOrDefault(answer.getCancelReason(), answer.getCancelReason())
                : "watches";
    }

    private static final Map<String, String> REASONS = Map.of(
            "rpc error: code = InvalidArgument desc = etcdserver: user name is empty", words(EtcdError.USER_EMPTY),
            "rpc error: code = Unauthenticated desc = etcdserver: invalid auth token",
                    words(EtcdError.INVALID_AUTH_TOKEN),
            "rpc error: code = PermissionDenied desc = etcdserver: permission denied",
                    words(EtcdError.PERMISSION_DENIED));

    @SuppressWarnings("unchecked") // the request is one that the method takes
    private static Object call(AuthClient client, MethodDescriptor<?, ?> method, Message request) {
        Iterator<Object> answers = ClientCalls.blockingServerStreamingCall(
                client.channel(),
                ((MethodDescriptor<Object, Object>) method)
                        .toBuilder()
                                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                                .build(),
                CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                request);
        return answers.next();
    }

    private static String words(EtcdError error) {
        return Status.Code.valueOf(error.code().name()) + " " + error.text();
    }

    /** An empty message of the type that the method takes. */
    private static Message empty(MethodDescriptor<?, ?> method) {
        assertThat(method.getSchemaDescriptor()).isInstanceOf(ProtoMethodDescriptorSupplier.class);
        Object prototype =
                ((MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype();
        return (Message) java.util.Objects.requireNonNull(prototype);
    }
}
