package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.command.Requester;
import io.fairlead.server.coordination.Waiting;
import io.fairlead.server.node.Node;
import io.fairlead.server.port.CallLoops;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How every unary call is taken and answered. Safe from any thread. */
final class Desk {
    private static final System.Logger LOG = System.getLogger(Desk.class.getName());

    /** How often users and roles may change under a call before its client has to ask again. */
    private static final int ATTEMPTS_MAX = 5;

    private final Node node;
    private final CallLoops loops;
    private final Headers headers;
    private final Function<EtcdError, StatusException> errors;

    Desk(Node node, CallLoops loops) {
        this(node, loops, ErrorMapper::toStatus);
    }

    private Desk(Node node, CallLoops loops, Function<EtcdError, StatusException> errors) {
        this.node = node;
        this.loops = loops;
        this.headers = new Headers(node);
        this.errors = errors;
    }

    /** The desk of services whose refusals have etcd's text, but no code of their own. */
    Desk withoutCodes() {
        return new Desk(node, loops, ErrorMapper::withoutCode);
    }

    /** An event loop, to go on with what was begun elsewhere. */
    Executor executor() {
        return loops.nearest();
    }

    Headers headers() {
        return headers;
    }

    /** False, and the call is refused, where this member is a learner: it serves its own state and its status alone. */
    boolean admits(StreamObserver<?> call) {
        if (node.glance().learner()) {
            call.onError(ErrorMapper.toStatus(EtcdError.NOT_SUPPORTED_FOR_LEARNER));
            return false;
        }
        return true;
    }

    /**
     * False, and the call is refused, where this member's quota has no room for what {@code request} takes. The cluster hears
     * of it first, so that whoever is refused finds the alarm raised.
     */
    boolean hasRoomFor(StreamObserver<?> call, MessageLite request) {
        if (node.hasRoomFor(request)) {
            return true;
        }
        if (Caller.current().requester() instanceof Answer.Refused<Requester> unproved) {
            refuse(call, unproved.error());
            return false;
        }
        ((ServerCallStreamObserver<?>) call).setOnCancelHandler(Desk::forget);
        var unused = node.raiseNoSpace()
                .whenCompleteAsync((done, broken) -> refuse(call, EtcdError.NO_SPACE), loops.nearest());
        return false;
    }

    void refuse(StreamObserver<?> call, EtcdError error) {
        call.onError(errors.apply(error));
    }

    /** An executor for one call's work that runs one thing at a time. */
    Executor sequence() {
        return loops.nearest();
    }

    <R> void answer(StreamObserver<R> call, R response) {
        call.onNext(response);
        call.onCompleted();
    }

    /**
     * Answers {@code call} when {@code promise} completes, on an event loop.
     *
     * @param finish makes the response, header and all
     */
    <T, R> void answer(StreamObserver<R> call, CompletableFuture<Answer<T>> promise, Function<T, R> finish) {
        ((ServerCallStreamObserver<R>) call).setOnCancelHandler(Desk::forget);
        var unused = promise.whenCompleteAsync(
                (answer, broken) -> deliver(call, answer, broken, value -> answer(call, finish.apply(value))),
                loops.nearest());
    }

    /**
     * Answers {@code call} with what {@code attempt} does for the call's user. Where users or roles changed in the meantime
     * nothing was done; it is then attempted again, with the credentials looked at anew.
     *
     * @param finish makes the response, header and all
     */
    <T, R> void serve(
            StreamObserver<R> call,
            Function<Requester, CompletableFuture<Answer<T>>> attempt,
            Function<? super T, R> finish) {
        serveWith(call, attempt, value -> answer(call, finish.apply(value)));
    }

    /** As {@link #serve}, where one response is not all there is to say: {@code begin} goes on with the call. */
    <T> void serveWith(
            StreamObserver<?> call,
            Function<Requester, CompletableFuture<Answer<T>>> attempt,
            Consumer<? super T> begin) {
        ((ServerCallStreamObserver<?>) call).setOnCancelHandler(Desk::forget);
        attempt(call, Caller.current(), attempt, begin, ATTEMPTS_MAX);
    }

    /** As {@link #serve}, for calls that may wait for long: a caller that goes away gives up its place. */
    <T, R> void serveWaiting(
            StreamObserver<R> call,
            BiFunction<Requester, Executor, Waiting<T>> attempt,
            Function<? super T, R> finish) {
        Executor executor = sequence();
        AtomicReference<@Nullable Waiting<T>> waiting = new AtomicReference<>();
        ServerCallStreamObserver<R> caller = (ServerCallStreamObserver<R>) call;
        caller.setOnCancelHandler(() -> cancel(waiting.get()));
        attempt(
                call,
                Caller.current(),
                requester -> {
                    Waiting<T> begun = attempt.apply(requester, executor);
                    waiting.set(begun);
                    if (caller.isCancelled()) {
                        begun.cancel();
                    }
                    return begun.answer();
                },
                value -> answer(call, finish.apply(value)),
                ATTEMPTS_MAX);
    }

    private static void cancel(@Nullable Waiting<?> waiting) {
        if (waiting != null) {
            waiting.cancel();
        }
    }

    private <T> void attempt(
            StreamObserver<?> call,
            Caller caller,
            Function<Requester, CompletableFuture<Answer<T>>> attempt,
            Consumer<? super T> begin,
            int attemptsLeft) {
        Answer<Requester> proved = caller.requester();
        if (proved instanceof Answer.Refused<Requester> refused) {
            refuse(call, refused.error());
            return;
        }
        var unused = attempt.apply(((Answer.Ok<Requester>) proved).value())
                .whenCompleteAsync(
                        (answer, broken) -> {
                            if (attemptsLeft > 1 && isOutdated(answer)) {
                                attempt(call, caller, attempt, begin, attemptsLeft - 1);
                            } else {
                                deliver(call, answer, broken, begin);
                            }
                        },
                        loops.nearest());
    }

    /** Goes on with {@code then} on an event loop; exactly one of its arguments is there. For calls with many answers. */
    <T> void whenAnswered(
            CompletableFuture<Answer<T>> promise, BiConsumer<@Nullable Answer<T>, @Nullable Throwable> then) {
        var unused = promise.whenCompleteAsync(
                (answer, broken) -> {
                    if (broken != null) {
                        LOG.log(Level.ERROR, "a request broke an invariant of this member", broken);
                    }
                    then.accept(answer, broken);
                },
                loops.nearest());
    }

    private static boolean isOutdated(@Nullable Answer<?> answer) {
        return answer instanceof Answer.Refused<?> refused && refused.error() == EtcdError.AUTH_OLD_REVISION;
    }

    private <T> void deliver(
            StreamObserver<?> call, Answer<T> answer, @Nullable Throwable broken, Consumer<? super T> begin) {
        if (broken != null) {
            LOG.log(Level.ERROR, "a request broke an invariant of this member", broken);
            call.onError(Status.INTERNAL
                    .withDescription("etcdserver: internal error")
                    .asException());
        } else if (answer instanceof Answer.Refused<T> refused) {
            refuse(call, refused.error());
        } else {
            begin.accept(((Answer.Ok<T>) answer).value());
        }
    }

    /** The caller went away. What was proposed takes its course; the answer is dropped by gRPC. */
    private static void forget() {}
}
