package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.authpb.User;
import io.fairlead.server.access.Access;
import io.fairlead.server.access.LeaseKeys;
import io.fairlead.server.access.Need;
import io.fairlead.server.access.Right;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.auth.Tokens;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.grpc.Context;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call, as far as its credentials prove it. {@link Credentials} makes one for each call; services and what they
 * hand work to find it by {@link #current()} while the call is being taken, and keep it where they go on later. Safe from any
 * thread.
 */
final class Caller {
    private static final Context.Key<Caller> KEY = Context.key("fairlead-caller");

    private final Node node;

    /** What the call shows; empty for nothing. A token may be an empty text, which is a wrong one. */
    private final Optional<String> token;

    /** The common name in the client's certificate, where the port asks for one; counts if there is no token. */
    private final Optional<String> certified;

    /** What was proved last. A stream that goes on for long need not prove it anew when its token grows old. */
    private volatile @Nullable Proved last;

    Caller(Node node, Optional<String> token, Optional<String> certified) {
        this.node = node;
        this.token = token;
        this.certified = certified;
    }

    /** The caller of the call that is being taken on this thread. */
    static Caller current() {
        Caller caller = KEY.get();
        if (caller == null) {
            throw new IllegalStateException("this thread takes no call that came through a door");
        }
        return caller;
    }

    Context in(Context context) {
        return context.withValue(KEY, this);
    }

    /**
     * The user, as the credentials prove now; {@link Requester#NONE} while authentication is off, or where nothing was shown.
     * Refused where what was shown proves nothing (any more).
     */
    Answer<Requester> requester() {
        return requester(node.auth());
    }

    private Answer<Requester> requester(AuthView users) {
        if (!users.enabled()) {
            return Answer.ok(Requester.NONE);
        }
        Proved before = last;
        if (before != null && before.users == users) {
            return Answer.ok(before.requester);
        }
        Answer<Requester> proved = before != null && before.stillHolds(users)
                ? Answer.ok(new Requester(before.requester.username(), users.revision()))
                : prove(users);
        if (proved instanceof Answer.Ok<Requester> ok) {
            last = new Proved(users, ok.value());
        }
        return proved;
    }

    private Answer<Requester> prove(AuthView users) {
        if (token.isPresent()) {
            Optional<Tokens.Bearer> bearer = node.proofs().tokens().bearer(token.get(), users.revision());
            return bearer.map(found -> Answer.ok(new Requester(found.username(), found.authRevision())))
                    .orElseGet(() -> Answer.refused(EtcdError.INVALID_AUTH_TOKEN));
        }
        return Answer.ok(
                certified.map(name -> new Requester(name, users.revision())).orElse(Requester.NONE));
    }

    /** Why the caller may not make this request, as its credentials and the rights are now. */
    Optional<EtcdError> refusal(Right right, MessageLite request) {
        return right == Right.NOBODY_ASKED || !node.auth().enabled()
                ? Optional.empty()
                : refusal(right.needs(request, LeaseKeys.UNKNOWN));
    }

    /** Why the caller may not do what needs all this, as its credentials and the rights are now. */
    Optional<EtcdError> refusal(List<Need> needs) {
        AuthView users = node.auth();
        Answer<Requester> proved = requester(users);
        if (proved instanceof Answer.Refused<Requester> refused) {
            return Optional.of(refused.error());
        }
        return Access.refusal(users, ((Answer.Ok<Requester>) proved).value(), needs);
    }

    /** Whether the credentials may prove something once this member has applied what is committed now. */
    boolean mayBeProvedLater() {
        return node.auth().enabled()
                && token.isPresent()
                && node.proofs().tokens().mayArrive(token.get())
                && requester() instanceof Answer.Refused;
    }

    /** A user was proved when users and roles were like this. */
    private record Proved(AuthView users, Requester requester) {
        /** True as long as the user is there and its password is the one it was: only then is a token void. */
        boolean stillHolds(AuthView now) {
            Optional<User> before = users.user(requester.username());
            Optional<User> after = now.user(requester.username());
            return before.isPresent()
                    && after.isPresent()
                    && before.get().getPassword().equals(after.get().getPassword());
        }
    }
}
