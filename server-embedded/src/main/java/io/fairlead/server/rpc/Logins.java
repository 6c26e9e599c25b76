package io.fairlead.server.rpc;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.authpb.User;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.auth.Tokens;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.fairlead.server.pb.etcdserverpb.InternalAuthenticateRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Passwords for tokens. The password is compared with the newest hash that is committed, on the password desk; what is logged
 * then says under which auth revision that was, so a password that was changed in the meantime is asked for again.
 */
final class Logins {
    private static final int ATTEMPTS_MAX = 5;

    private final Node node;
    private final PasswordDesk passwords;

    /** Where to go on, off the node's loops. */
    private final Supplier<Executor> loops;

    Logins(Node node, PasswordDesk passwords, Supplier<Executor> loops) {
        this.node = node;
        this.passwords = passwords;
        this.loops = loops;
    }

    /** The new token, or why there is none: that a user is unknown looks the same as a wrong password. */
    CompletableFuture<Answer<String>> login(String name, String password) {
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        return then(node.linearizableReadBarrier(), index -> attempt(name, secret, ATTEMPTS_MAX))
                .whenComplete((answer, broken) -> Arrays.fill(secret, (byte) 0));
    }

    private CompletableFuture<Answer<String>> attempt(String name, byte[] secret, int attemptsLeft) {
        AuthView users = node.auth();
        if (!users.enabled()) {
            return refused(EtcdError.AUTH_NOT_ENABLED);
        }
        Optional<User> user = users.user(name);
        if (user.isPresent() && user.get().getOptions().getNoPassword()) {
            return refused(EtcdError.AUTH_NO_PASSWORD_USER);
        }
        Optional<byte[]> hash = user.map(found -> found.getPassword().toByteArray());
        return then(
                        passwords.matches(secret.clone(), hash),
                        same -> same ? issue(name, users.revision()) : refused(EtcdError.AUTH_FAILED))
                .thenCompose(answer -> attemptsLeft > 1 && isOutdated(answer)
                        ? attempt(name, secret, attemptsLeft - 1)
                        : CompletableFuture.completedFuture(answer));
    }

    private CompletableFuture<Answer<String>> issue(String name, long checkedAt) {
        Answer<Tokens.Issued> issued = node.proofs().tokens().issue(name, checkedAt);
        return then(CompletableFuture.completedFuture(issued), made -> {
            if (made.mark().isEmpty()) {
                return node.auth().revision() == checkedAt
                        ? CompletableFuture.completedFuture(Answer.ok(made.token()))
                        : refused(EtcdError.AUTH_OLD_REVISION);
            }
            InternalAuthenticateRequest proved = InternalAuthenticateRequest.newBuilder()
                    .setName(name)
                    .setSimpleToken(made.mark())
                    .build();
            return node.propose(CommandKind.AUTHENTICATE, proved, new Requester(name, checkedAt))
                    .thenApply(applied -> applied.map(done -> made.token()));
        });
    }

    private static boolean isOutdated(Answer<?> answer) {
        return answer instanceof Answer.Refused<?> refused && refused.error() == EtcdError.AUTH_OLD_REVISION;
    }

    /** {@code next} with the value of {@code step}, or the same refusal. */
    private <T, R> CompletableFuture<Answer<R>> then(
            CompletableFuture<Answer<T>> step, Function<T, CompletableFuture<Answer<R>>> next) {
        return step.thenComposeAsync(
                answer -> answer instanceof Answer.Refused<T> refused
                        ? refused(refused.error())
                        : next.apply(((Answer.Ok<T>) answer).value()),
                loops.get());
    }

    private static <T> CompletableFuture<Answer<T>> refused(EtcdError error) {
        return CompletableFuture.completedFuture(Answer.refused(error));
    }
}
