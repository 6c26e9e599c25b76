package io.fairlead.api;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server answered with a condition from etcd's catalogue: {@link #condition()} tells which, and the message is its exact
 * text.
 */
public sealed class RefusedException extends FairleadException permits CompactedException {
    private static final long serialVersionUID = 1L;

    private final EtcdError condition;

    public RefusedException(EtcdError condition, Outcome outcome, List<Attempt> attempts, @Nullable Throwable cause) {
        super(condition.text(), outcome, attempts, cause);
        this.condition = condition;
    }

    /** The condition the server answered with. */
    public final EtcdError condition() {
        return condition;
    }

    @Override
    public final Optional<EtcdError> error() {
        return Optional.of(condition);
    }
}
