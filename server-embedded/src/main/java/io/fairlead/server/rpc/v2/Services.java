package io.fairlead.server.rpc.v2;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.EtcdErrors;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthenticateRequest;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.rpc.inside.UnaryCalls;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The services as one caller may use them. Safe from any thread. */
final class Services {
    private static final String BASIC = "Basic ";

    /** What means that the caller is not, or not rightly, known. */
    private static final Set<EtcdError> UNAUTHORIZED = Set.of(
            EtcdError.USER_EMPTY,
            EtcdError.AUTH_FAILED,
            EtcdError.PERMISSION_DENIED,
            EtcdError.INVALID_AUTH_TOKEN,
            EtcdError.AUTH_OLD_REVISION,
            EtcdError.AUTH_NO_PASSWORD_USER);

    private final UnaryCalls calls;
    private final String token;

    /** What a request says of who sends it. */
    private record Credentials(String user, String password) {
        @Override
        public String toString() {
            return "Credentials[" + user + ", ***]";
        }
    }

    private Services(UnaryCalls calls, String token) {
        this.calls = calls;
        this.token = token;
    }

    /**
     * For the user whom {@code request} names with {@code Authorization: Basic}, after a look at the password; for nobody if
     * it names none or if there are no users.
     *
     * @return refused with the service's {@link io.grpc.StatusException} if the password is wrong
     */
    static CompletableFuture<Services> forCaller(PageRequest request, UnaryCalls calls) {
        Optional<Credentials> named = request.header("authorization").flatMap(Services::credentials);
        if (named.isEmpty()) {
            return CompletableFuture.completedFuture(new Services(calls, ""));
        }
        AuthenticateRequest authenticate = AuthenticateRequest.newBuilder()
                .setName(named.get().user())
                .setPassword(named.get().password())
                .build();
        return calls.call(AuthGrpc.getAuthenticateMethod(), authenticate, new Metadata())
                .thenApply(response -> new Services(calls, response.getToken()))
                .exceptionallyCompose(refused -> {
                    Status status = Status.fromThrowable(refused);
                    return error(status).equals(Optional.of(EtcdError.AUTH_NOT_ENABLED))
                            ? CompletableFuture.completedFuture(new Services(calls, ""))
                            : CompletableFuture.failedFuture(status.asException());
                });
    }

    /** Name and password; empty if the header has another scheme or can't be read. */
    private static Optional<Credentials> credentials(String header) {
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            String pair = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    <Q, P> CompletableFuture<P> call(MethodDescriptor<Q, P> method, Q request) {
        return calls.call(method, request, token.isEmpty() ? new Metadata() : UnaryCalls.withToken(token));
    }

    static boolean isUnauthorized(Status status) {
        return status.getCode() == Status.Code.UNAUTHENTICATED
                || status.getCode() == Status.Code.PERMISSION_DENIED
                || error(status).filter(UNAUTHORIZED::contains).isPresent();
    }

    static Optional<EtcdError> error(Status status) {
        return EtcdErrors.parse(status.getCode(), status.getDescription());
    }

    static String text(Status status) {
        String text = status.getDescription();
        return text == null ? status.getCode().name() : text;
    }
}
