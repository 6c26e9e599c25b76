package io.fairlead.server.model;

import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import java.util.List;

/** What a trial judges: something that claims to be etcd. */
interface Subject extends AutoCloseable {
    /** The answer to a unary request of this kind, its header reduced to the revision. */
    Answer<? extends Message> call(StepKind kind, Message request);

    /** Carries out a step that has no answer. */
    void act(StepKind kind, Message message);

    /** Does all the work that waits, and no longer holds anything back. */
    void settle();

    /** The hash of each copy of the state there is, up to {@code revision}. */
    List<Answer<HashKVResponse>> hashes(long revision);

    @Override
    void close();
}
