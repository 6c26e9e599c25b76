package io.fairlead.api.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Who offers a service now. An instance is a key under the service's name that hangs on a session: it goes at the latest one
 * time to live after its process died, so whoever reads it must bear with an instance that does not answer any more.
 *
 * <p>Keys are the name, a slash and the instance's id; values are JSON as the resolver of etcd's Go client writes and reads
 * them, so that Go programs find our instances, and we theirs. What can't be read as that is left out.
 *
 * <p>Everything here may be repeated after a failure. Safe to share between threads.
 */
public interface ServiceRegistry {
    /** The name of the service, which is also where its instances stand. */
    String name();

    /**
     * Registers an instance for as long as the session lives; returns when others can see it. It is not registered again when
     * the session has ended.
     *
     * @throws io.fairlead.api.FairleadException if it could not be written within the deadline; nothing stays behind then
     */
    Registration register(Session session, ServiceInstance instance);

    /**
     * Registers an instance for as long as the process lives: on a session of its own, and on another one when that is lost,
     * until the registration is closed. Returns when others can see it for the first time.
     *
     * @param ttl how long after the death of this process the instance may still be seen
     * @throws io.fairlead.api.FairleadException if that did not come about within the deadline; nothing stays behind then
     */
    Registration register(ServiceInstance instance, Duration ttl);

    /** As {@link #register(Session, ServiceInstance)}, without waiting. Cancelling the future takes the instance away. */
    CompletableFuture<Registration> registerAsync(Session session, ServiceInstance instance);

    /** As {@link #register(ServiceInstance, Duration)}, without waiting. Cancelling the future takes the instance away. */
    CompletableFuture<Registration> registerAsync(ServiceInstance instance, Duration ttl);

    /** The instances of now, by id. A linearizable read: for something asked often, hold a {@link #view}. */
    List<ServiceInstance> instances();

    /**
     * Follows the instances: what the view shows is what there was at one revision, and it goes forward with every change,
     * across lost connections. Returns when the first state is there.
     *
     * @param receiver is told of every change after that, on the client's executor, one at a time. If it is slow, the view
     *     itself stays behind; if it throws, that is logged
     */
    ServiceView view(Consumer<? super ServiceChange> receiver);

    /** As {@link #view(Consumer)}, for somebody who only asks. */
    default ServiceView view() {
        return view(change -> {});
    }

    /** As {@link #view(Consumer)}, without waiting. Cancelling the future ends the view. */
    CompletableFuture<ServiceView> viewAsync(Consumer<? super ServiceChange> receiver);
}
