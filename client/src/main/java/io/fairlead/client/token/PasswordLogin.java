package io.fairlead.client.token;

import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthenticateRequest;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Target;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Gains a token with a name and a password. */
final class PasswordLogin implements Login {
    private final Executor executor;
    private final Supplier<Caller> anonymous;
    private final String name;
    private final Supplier<char[]> password;

    /**
     * @param executor where the password is asked for
     * @param anonymous makes calls without a token
     * @param password gives an array for each login, which is wiped after use
     */
    PasswordLogin(Executor executor, Supplier<Caller> anonymous, String name, Supplier<char[]> password) {
        this.executor = executor;
        this.anonymous = anonymous;
        this.name = name;
        this.password = password;
    }

    @Override
    public CompletableFuture<Optional<String>> ask() {
        CallFuture<Optional<String>> token = new CallFuture<>(Effect.READ);
        token.follow(UserCode.supply(executor, "password", this::request), (request, failed) -> {
            if (request == null) {
                token.completeExceptionally(UserCode.reason(failed));
            } else {
                authenticate(request, token);
            }
        });
        return token;
    }

    private void authenticate(AuthenticateRequest request, CallFuture<Optional<String>> token) {
        CallFuture<String> answer = anonymous
                .get()
                .call(
                        AuthGrpc.getAuthenticateMethod(),
                        request,
                        Effect.READ,
                        Target.ANY,
                        (response, from) -> response.getToken());
        token.follow(answer, (text, failed) -> {
            if (text != null) {
                token.complete(Optional.of(text));
            } else if (isNotEnabled(failed)) {
                token.complete(Optional.empty());
            } else {
                token.completeExceptionally(UserCode.reason(failed));
            }
        });
    }

    private AuthenticateRequest request() {
        char[] secret = password.get();
        try {
            return AuthenticateRequest.newBuilder()
                    .setName(name)
                    .setPassword(new String(secret))
                    .build();
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    /** Without authentication the server takes every call as it is. */
    private static boolean isNotEnabled(Throwable failed) {
        return failed instanceof RefusedException refused && refused.condition() == EtcdError.AUTH_NOT_ENABLED;
    }
}
