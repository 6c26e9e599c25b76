package io.fairlead.server.embed;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.authpb.Permission;
import io.fairlead.api.pb.authpb.UserAddOptions;
import io.fairlead.api.pb.etcdserverpb.AuthEnableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleRequest;
import io.fairlead.api.pb.etcdserverpb.AuthenticateRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Somebody who speaks to one member with a token, or without one. */
final class AuthClient implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 20;
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel connection;
    private final Channel channel;

    private AuthClient(ManagedChannel connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    static AuthClient anonymous(FairleadServer server) {
        return anonymous(server, InsecureChannelCredentials.create());
    }

    static AuthClient anonymous(FairleadServer server, ChannelCredentials credentials) {
        ManagedChannel connection = Grpc.newChannelBuilder(
                        URI.create(server.clientUrls().get(0)).getAuthority(), credentials)
                .build();
        return new AuthClient(connection, connection);
    }

    static AuthClient withToken(FairleadServer server, String token) {
        AuthClient client = anonymous(server);
        Metadata metadata = new Metadata();
        metadata.put(TOKEN, token);
        return new AuthClient(
                client.connection,
                ClientInterceptors.intercept(client.connection, MetadataUtils.newAttachHeadersInterceptor(metadata)));
    }

    static AuthClient login(FairleadServer server, String name, String password) {
        try (AuthClient nobody = anonymous(server)) {
            return withToken(server, nobody.token(name, password));
        }
    }

    /** Users root (password "rootpw") and alice ("alicepw"), who has one role r that may read and write a to c. */
    void setUp() {
        AuthGrpc.AuthBlockingStub auth = auth();
        auth.userAdd(user("root", "rootpw"));
        auth.userGrantRole(grant("root", "root"));
        auth.userAdd(user("alice", "alicepw"));
        auth.roleAdd(AuthRoleAddRequest.newBuilder().setName("r").build());
        auth.roleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder()
                .setName("r")
                .setPerm(Permission.newBuilder()
                        .setPermType(Permission.Type.READWRITE)
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setRangeEnd(ByteString.copyFromUtf8("c")))
                .build());
        auth.userGrantRole(grant("alice", "r"));
        auth.authEnable(AuthEnableRequest.getDefaultInstance());
    }

    static AuthUserAddRequest user(String name, String password) {
        return AuthUserAddRequest.newBuilder()
                .setName(name)
                .setPassword(password)
                .setOptions(UserAddOptions.getDefaultInstance())
                .build();
    }

    static AuthUserGrantRoleRequest grant(String name, String role) {
        return AuthUserGrantRoleRequest.newBuilder().setUser(name).setRole(role).build();
    }

    String token(String name, String password) {
        return auth().authenticate(AuthenticateRequest.newBuilder()
                        .setName(name)
                        .setPassword(password)
                        .build())
                .getToken();
    }

    Channel channel() {
        return channel;
    }

    AuthGrpc.AuthBlockingStub auth() {
        return AuthGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    KVGrpc.KVBlockingStub kv() {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    void put(String key) {
        var unused = kv().put(PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .build());
    }

    RangeResponse get(String key, boolean serializable) {
        return kv().range(RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setSerializable(serializable)
                .build());
    }

    @Override
    public void close() {
        connection.shutdownNow();
    }
}
