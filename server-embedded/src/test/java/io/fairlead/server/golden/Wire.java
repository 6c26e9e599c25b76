package io.fairlead.server.golden;

import io.fairlead.server.embed.FairleadServer;

/** A way to speak to a member. */
public interface Wire {
    /** What the recordings call it: {@code grpc} or {@code gateway}. */
    String name();

    /** A client of the member's first client URL. */
    Transport connect(FairleadServer server);
}
