package io.fairlead.client;

import io.fairlead.client.endpoint.Channels;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** What a client takes from the process it lives in: threads, channels, time and chance. Belongs to one client, which closes it. */
interface Surroundings extends Channels, AutoCloseable {
    /** Wakes what waits; never runs anything that blocks. */
    ScheduledExecutorService timer();

    /** Where answers are handed on and code of the user runs. */
    Executor executor();

    /** Threads of the client's own: for what code of the user must not hold up. */
    Executor ownThreads();

    /** As {@link System#nanoTime()}. */
    LongSupplier nanoTime();

    /** For pauses, uniform in [0, 1). */
    DoubleSupplier random();

    /** Any number, each as likely as any other, and nobody to guess the next one. */
    LongSupplier leaseIds();

    @Override
    void close();
}
