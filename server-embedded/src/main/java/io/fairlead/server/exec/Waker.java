package io.fairlead.server.exec;

/** Asks the host to give a loop a turn soon. Safe from any thread; cheap when the loop is awake already. */
@FunctionalInterface
public interface Waker {
    void wake();
}
