package io.fairlead.server.rpc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A piece of work that runs on the thread of whoever asks for it, but never twice at the same time: who asks while it runs has it
 * run once more by whom it runs for. What one run wrote the next one sees.
 */
final class OneAtATime {
    private final Runnable work;

    /** How often it was asked for since the run that is under way began; that one included. */
    private final AtomicInteger asked = new AtomicInteger();

    OneAtATime(Runnable work) {
        this.work = work;
    }

    void run() {
        if (asked.getAndIncrement() != 0) {
            return;
        }
        int covered = 1;
        do {
            work.run();
            covered = asked.addAndGet(-covered);
        } while (covered != 0);
    }
}
