package io.fairlead.cli.command;

import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.wire.Endpoint;
import java.util.Optional;

/**
 * What one endpoint answered, or why it didn't.
 *
 * @param value empty if the endpoint failed
 * @param error empty if it answered
 */
record EndpointAnswer<T>(Endpoint endpoint, Optional<T> value, String error) {
    static <T> EndpointAnswer<T> of(Endpoint endpoint, T value) {
        return new EndpointAnswer<>(endpoint, Optional.of(value), "");
    }

    static <T> EndpointAnswer<T> failed(Endpoint endpoint, CommandFailure why) {
        return new EndpointAnswer<>(endpoint, Optional.empty(), String.valueOf(why.getMessage()));
    }
}
