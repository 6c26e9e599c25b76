package io.fairlead.api.concurrency;

import java.time.Duration;
import java.util.List;

/**
 * The instances of a service as this process knows them. It never goes back, and while the cluster can't be reached it shows
 * the last state it knew: better an instance that may be gone than none. Safe to share between threads.
 */
public interface ServiceView extends Observation {
    /** The instances, by id; costs nothing. */
    List<ServiceInstance> instances();

    /** The revision up to which the view has seen everything. */
    long revision();

    /**
     * Waits until the view has seen everything up to {@code revision}.
     *
     * @throws io.fairlead.api.DeadlineExceededException if that takes longer than {@code timeout}
     */
    void awaitRevision(long revision, Duration timeout);
}
