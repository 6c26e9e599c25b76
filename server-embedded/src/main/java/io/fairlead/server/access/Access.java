package io.fairlead.server.access;

import io.fairlead.api.error.EtcdError;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.command.Requester;
import java.util.List;
import java.util.Optional;

/** The check: does a caller hold what a request needs? */
public final class Access {
    private Access() {}

    /** Why the request is refused: for the first of its needs that the caller does not hold. Empty if it is not. */
    public static Optional<EtcdError> refusal(AuthView view, Requester requester, List<Need> needs) {
        if (!view.enabled() || requester.isMember()) {
            return Optional.empty();
        }
        for (Need need : needs) {
            Optional<EtcdError> refusal = refusal(view, requester, need);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<EtcdError> refusal(AuthView view, Requester requester, Need need) {
        String user = requester.username();
        if (user.isEmpty()) {
            return Optional.of(EtcdError.USER_EMPTY);
        }
        boolean aboutKeys = need instanceof Need.Read || need instanceof Need.Write;
        if (aboutKeys && requester.authRevision() < view.revision()) {
            // Something changed since the caller was identified; what it is now has to be found out first.
            return Optional.of(EtcdError.AUTH_OLD_REVISION);
        }
        return holds(view, user, need) ? Optional.empty() : Optional.of(EtcdError.PERMISSION_DENIED);
    }

    private static boolean holds(AuthView view, String user, Need need) {
        if (view.user(user).isEmpty()) {
            return false;
        }
        if (need instanceof Need.AnyUser || view.isAdmin(user)) {
            return true;
        }
        if (need instanceof Need.Read read) {
            return view.mayRead(user, read.span());
        }
        if (need instanceof Need.Write write) {
            return view.mayWrite(user, write.span());
        }
        if (need instanceof Need.SelfOrAdmin self) {
            return user.equals(self.username());
        }
        return need instanceof Need.HolderOrAdmin holder && view.hasRole(user, holder.role());
    }
}
