package io.fairlead.client.call;

import io.fairlead.api.call.CallInterceptor;
import io.fairlead.api.call.CallTry;
import io.fairlead.api.call.ClientMetrics;
import io.fairlead.api.call.TryEnd;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The user's interceptors and metrics, which may not disturb a call: what they throw is logged. */
public final class Observers {
    /** Nobody looks. */
    public static final Observers NONE = new Observers(List.of(), ClientMetrics.NONE);

    private static final System.Logger LOG = System.getLogger(Observers.class.getName());

    private final List<CallInterceptor> interceptors;
    private final ClientMetrics metrics;

    /** False spares calls that nobody measures the cost of saying so. */
    private final boolean measured;

    public Observers(List<CallInterceptor> interceptors, ClientMetrics metrics) {
        this.interceptors = List.copyOf(interceptors);
        this.metrics = metrics;
        this.measured = metrics != ClientMetrics.NONE;
    }

    /** A try begins. Null if no interceptor is there to see it. */
    @Nullable
    CallTry begin(String method, int number, String endpoint, boolean stream, Metadata headers) {
        if (stream && measured) {
            guarded(() -> metrics.onStreamStart(method, endpoint));
        }
        if (interceptors.isEmpty()) {
            return null;
        }
        CallTry attempt = new CallTry(method, number, endpoint, stream);
        for (CallInterceptor interceptor : interceptors) {
            guarded(() -> CallHeaders.add(headers, interceptor.onTry(attempt)));
        }
        return attempt;
    }

    /** A try of a unary call succeeded. */
    void succeeded(@Nullable CallTry attempt, String method, String endpoint, long nanos) {
        if (measured) {
            guarded(() -> metrics.onTryEnd(method, endpoint, Status.Code.OK.name(), nanos));
        }
        if (attempt != null) {
            end(attempt, new TryEnd(Duration.ofNanos(nanos), "OK", "", Optional.empty(), Optional.empty()));
        }
    }

    /** A try of a unary call failed. */
    void failed(@Nullable CallTry attempt, String method, Effect effect, Failure failure) {
        long nanos = failure.took().toNanos();
        guarded(() ->
                metrics.onTryEnd(method, failure.endpoint(), failure.code().name(), nanos));
        if (attempt != null) {
            end(attempt, tryEnd(effect, failure));
        }
    }

    /** A stream has ended. */
    void streamEnded(@Nullable CallTry attempt, String method, Failure end, long messages) {
        long nanos = end.took().toNanos();
        guarded(() -> metrics.onStreamEnd(method, end.endpoint(), end.code().name(), messages, nanos));
        if (attempt != null) {
            end(attempt, tryEnd(Effect.READ, end));
        }
    }

    /** A unary call has ended. */
    void callEnded(String method, String status, int tries, long nanos) {
        if (measured) {
            guarded(() -> metrics.onCallEnd(method, status, tries, nanos));
        }
    }

    /** A retry waits for the budget. */
    void heldBack(String method) {
        guarded(() -> metrics.onRetryHeldBack(method));
    }

    private void end(CallTry attempt, TryEnd end) {
        for (CallInterceptor interceptor : interceptors) {
            guarded(() -> interceptor.onTryEnd(attempt, end));
        }
    }

    private static TryEnd tryEnd(Effect effect, Failure failure) {
        boolean ok = failure.code() == Status.Code.OK;
        return new TryEnd(
                failure.took(),
                failure.code().name(),
                failure.detail(),
                failure.error(),
                ok ? Optional.empty() : Optional.of(RetryRule.outcome(effect, failure)));
    }

    private static void guarded(Runnable users) {
        try {
            users.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an interceptor or the metrics of the client failed", e);
        }
    }
}
