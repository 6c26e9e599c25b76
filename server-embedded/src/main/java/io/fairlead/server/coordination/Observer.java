package io.fairlead.server.coordination;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.v3electionpb.LeaderResponse;

/** Who is told of leaders. Called on the call's executor. */
public interface Observer {
    /** Whether another response can be taken now. Where not, {@link Observation#resume} says when. */
    boolean hasRoom();

    /** This one leads, with this value. */
    void leads(LeaderResponse leader);

    /** Nothing more is told. */
    void ended(EtcdError why);
}
