package io.fairlead.cli.wire;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.EtcdErrors;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthenticateRequest;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who we are to the members: logs in once at each endpoint that is used, and adds the token to every call. */
final class Tokens {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final Optional<Login> login;

    /** The token of each endpoint where we have logged in; empty where authentication isn't on. */
    private final Map<Endpoint, String> tokens = new ConcurrentHashMap<>();

    Tokens(Optional<Login> login) {
        this.login = login;
    }

    /**
     * The channel, with our token on its calls.
     *
     * @throws StatusRuntimeException with UNAVAILABLE if the endpoint can't log anybody in now
     * @throws CommandFailure if it doesn't want to
     */
    Channel on(Endpoint endpoint, Channel channel, Deadline deadline) {
        if (login.isEmpty()) {
            return channel;
        }
        String token = tokens.computeIfAbsent(endpoint, at -> authenticate(login.get(), channel, deadline));
        if (token.isEmpty()) {
            return channel;
        }
        Metadata headers = new Metadata();
        headers.put(TOKEN, token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static String authenticate(Login login, Channel channel, Deadline deadline) {
        AuthenticateRequest request = AuthenticateRequest.newBuilder()
                .setName(login.user())
                .setPassword(login.password())
                .build();
        CallOptions options = CallOptions.DEFAULT.withDeadline(deadline);
        try {
            return ClientCalls.blockingUnaryCall(channel, AuthGrpc.getAuthenticateMethod(), options, request)
                    .getToken();
        } catch (StatusRuntimeException e) {
            Status status = e.getStatus();
            if (status.getCode() == Status.Code.UNAVAILABLE) {
                throw e;
            }
            String text = String.valueOf(status.getDescription());
            if (EtcdErrors.parse(status.getCode(), text).equals(Optional.of(EtcdError.AUTH_NOT_ENABLED))) {
                return "";
            }
            throw new CommandFailure(
                    ExitCode.BAD_CONNECTION, String.valueOf(Refusals.failure(e).getMessage()));
        }
    }
}
