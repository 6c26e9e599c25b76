package io.fairlead.api.concurrency;

import io.fairlead.api.lease.KeptLease;
import java.util.function.Consumer;

/** An instance that this process has registered. Safe to share between threads. */
public interface Registration extends AutoCloseable {
    /** How a registration stands, as far as this process can know. */
    enum State {
        /** Others can see the instance. */
        REGISTERED,

        /** Its session was lost; it is being registered again. Others may see it or not. */
        LOST,

        /** It was closed, or the session it hung on has ended. Final. */
        ENDED
    }

    /** What is registered. */
    ServiceInstance instance();

    /** How it stands now. */
    State state();

    /** Tells of every change of state from now on, on the client's executor, in order. */
    KeptLease.Subscription onChange(Consumer<? super State> receiver);

    /**
     * Registers something else under the same id; returns when others can see it, and while the session is being replaced waits
     * for that. If the thread is interrupted, the change may still be made.
     *
     * @throws IllegalArgumentException if the id is another one
     * @throws io.fairlead.api.FairleadException if it could not be written: it is not tried again then, and asking again is
     *     safe; a {@link io.fairlead.api.RefusedException} of SESSION_EXPIRED if the registration has ended
     */
    void update(ServiceInstance changed);

    /**
     * Takes the instance away, unless somebody else has registered under its id since. Waits for that at most for the client's
     * deadline; never fails: what can't be deleted goes with the session. Closing twice does nothing more.
     */
    @Override
    void close();
}
