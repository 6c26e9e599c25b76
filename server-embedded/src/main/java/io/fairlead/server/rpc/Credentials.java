package io.fairlead.server.rpc;

import io.fairlead.api.error.Answer;
import io.fairlead.server.command.Requester;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** The outermost door of every call: says who makes it. */
final class Credentials implements ServerInterceptor {
    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata metadata, ServerCallHandler<Q, P> next) {
        Context context = Context.current().withValue(Caller.KEY, new Unproved());
        return Contexts.interceptCall(context, call, metadata, next);
    }

    private static final class Unproved extends Caller {
        @Override
        Answer<Requester> requester() {
            return Answer.ok(Requester.NONE);
        }
    }
}
