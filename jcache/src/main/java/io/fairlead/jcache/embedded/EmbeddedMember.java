package io.fairlead.jcache.embedded;

import java.util.concurrent.atomic.AtomicBoolean;

/** One manager's hold on a member in this JVM. */
public final class EmbeddedMember implements AutoCloseable {
    private final EmbeddedMembers members;
    private final EmbeddedMembers.Shared shared;
    private final AtomicBoolean left = new AtomicBoolean();

    EmbeddedMember(EmbeddedMembers members, EmbeddedMembers.Shared shared) {
        this.members = members;
        this.shared = shared;
    }

    /** Where clients in this JVM reach it. */
    public String endpoint() {
        return shared.endpoint();
    }

    /** Leaves the member, which stops if this was the last hold on it; blocks until it has. Closing twice does nothing. */
    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            members.leave(shared);
        }
    }
}
