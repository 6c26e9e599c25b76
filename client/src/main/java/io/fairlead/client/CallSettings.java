package io.fairlead.client;

import io.fairlead.api.call.CallInterceptor;
import io.fairlead.api.call.CallOptions;
import io.fairlead.api.call.ClientListener;
import io.fairlead.api.call.ClientMetrics;
import java.util.List;
import java.util.Optional;

/**
 * How calls are made, beyond their deadline, and who sees them.
 *
 * @param options routing and time for one try
 * @param memberRefresh whether the members are asked for their addresses; empty for what suits the endpoints
 */
record CallSettings(
        CallOptions options,
        Optional<Boolean> memberRefresh,
        List<CallInterceptor> interceptors,
        ClientMetrics metrics,
        List<ClientListener> listeners) {
    static final CallSettings DEFAULTS =
            new CallSettings(CallOptions.defaults(), Optional.empty(), List.of(), ClientMetrics.NONE, List.of());

    CallSettings {
        interceptors = List.copyOf(interceptors);
        listeners = List.copyOf(listeners);
    }
}
