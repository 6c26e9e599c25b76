package io.fairlead.api.call;

import java.util.Map;

/**
 * Sees every try of every call and every stream of a client, and may send headers along: for tracing. Each method runs on
 * the thread that drives the call, so it must return soon and must not call the client. What it throws is logged, and the
 * call goes on.
 */
public interface CallInterceptor {
    /**
     * A try begins.
     *
     * @return headers to send with it; names in lower case, in ASCII, and none that etcd reads itself ({@code token},
     *     {@code authorization}, {@code hasleader}): those are left out
     */
    default Map<String, String> onTry(CallTry attempt) {
        return Map.of();
    }

    /** A try has ended. Another one may follow. */
    default void onTryEnd(CallTry attempt, TryEnd end) {}
}
