package io.fairlead.server.rpc;

import io.fairlead.api.error.Answer;
import io.fairlead.server.command.Requester;
import io.grpc.Context;

/**
 * Who makes a call, as far as its credentials prove it. {@link Credentials} makes one for each call; services and what they
 * hand work to find it by {@link #current()} while the call is being taken, and keep it where they go on later. Safe from any
 * thread.
 */
abstract class Caller {
    static final Context.Key<Caller> KEY = Context.key("fairlead-caller");

    /** A call that passed no door: it gets as far as one without credentials. */
    private static final Caller NOBODY = new Caller() {
        @Override
        Answer<Requester> requester() {
            return Answer.ok(Requester.NONE);
        }
    };

    /** The caller of the call that is being taken on this thread. */
    static Caller current() {
        Caller caller = KEY.get();
        return caller != null ? caller : NOBODY;
    }

    /**
     * The user, as the credentials prove now; {@link Requester#NONE} while authentication is off. Refused where they prove
     * nothing (any more).
     */
    abstract Answer<Requester> requester();
}
