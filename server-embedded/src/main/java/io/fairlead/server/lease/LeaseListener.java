package io.fairlead.server.lease;

/**
 * Who is told what became of leases. Called on the apply loop once readers see the change; must not block. The store is asked
 * for the lease itself: by then it may have changed once more.
 */
public interface LeaseListener {
    LeaseListener NONE = new LeaseListener() {
        @Override
        public void changed(long id) {}

        @Override
        public void checkpointed(long id) {}

        @Override
        public void replaced() {}
    };

    /** The lease was granted, or is gone. */
    void changed(long id);

    /** What the lease had left was written down, or struck out again. */
    void checkpointed(long id);

    /** The whole state was replaced by another member's. */
    void replaced();
}
