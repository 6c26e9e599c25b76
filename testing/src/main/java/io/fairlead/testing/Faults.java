package io.fairlead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What can go wrong in a {@link TestCluster}. Every method returns when the fault is there, not when the other members have
 * noticed: a write made before that may be passed on to a leader that is gone, and then fails after some seconds with outcome
 * UNKNOWN, as in production. {@link TestCluster#awaitReady} waits until the others have noticed.
 */
public final class Faults {
    private final List<TestMember> members;

    Faults(List<TestMember> members) {
        this.members = members;
    }

    /** The member is gone at once, without handing over, as after kill -9; its data stays. Nothing happens if it is down. */
    public void kill(TestMember member) {
        member.kill();
    }

    /** The member stops in good order: a leader hands over first. Nothing happens if it is down. */
    public void stop(TestMember member) {
        member.stop();
    }

    /**
     * The member runs again, with its data and on its ports; one that runs is killed before. It serves when it has found the
     * others, which {@link TestCluster#awaitReady} waits for.
     *
     * @throws UncheckedIOException if it can't start, for one because somebody took its port
     */
    public void restart(TestMember member) {
        member.kill();
        start(member);
    }

    /**
     * The member runs, if it was down.
     *
     * @throws UncheckedIOException as {@link #restart}
     */
    public void start(TestMember member) {
        try {
            member.start();
        } catch (IOException e) {
            throw new UncheckedIOException("member " + member.name() + " does not start", e);
        }
    }

    /**
     * No message passes between the member and the others, in either direction. Clients still reach it.
     *
     * @throws IllegalStateException if it is down
     */
    public void isolate(TestMember member) {
        member.isolate();
    }

    /** The member speaks with the others again. */
    public void heal(TestMember member) {
        member.heal();
    }

    /** No member is isolated and every one runs. */
    public void repairAll() {
        members.forEach(TestMember::heal);
        members.forEach(this::start);
    }
}
