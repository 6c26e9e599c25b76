package io.fairlead.server.sim;

import io.fairlead.server.auth.AuthView;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;

/** Who clients are, where members ask. */
final class Users {
    /** May do what it was given the right to do, and only while it has it. */
    static final String GUEST = "guest";

    private Users() {}

    /** Whom a member takes the caller for; whoever is nobody in particular is the administrator. */
    static Requester at(Node node, String user) {
        AuthView view = node.auth();
        return view.enabled() ? new Requester(user.isEmpty() ? AuthView.ROOT : user, view.revision()) : Requester.NONE;
    }
}
