package io.fairlead.server.model;

import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import java.util.List;

/** What a trial judges: something that claims to be etcd. */
interface Subject extends AutoCloseable {
    /** Watchers take turns on so many streams. */
    int STREAMS = 2;

    /** The answer to a unary request of this kind, its header reduced to the revision. */
    Answer<? extends Message> call(StepKind kind, Message request);

    /** Carries out a step that has no answer. */
    void act(StepKind kind);

    /** What a member that begins to lead gives every lease beside the time it has; 0 where time is not looked at so closely. */
    long graceMillis();

    /** Lets time pass, and what is due by it happen. */
    void elapse(long millis);

    /** Opens a watcher on the stream of its number; returns its first response, be it a refusal. */
    WatchResponse watch(int number, WatchCreateRequest request);

    /** Cancels a watcher that is there, and comes back when that is confirmed. */
    void cancel(int number);

    /** Asks for progress on the stream of this number. */
    void requestProgress(int stream);

    /** What watchers were told since this was asked last, in order; nothing of those that were cancelled. */
    List<Told> told();

    /** Whether all that concerns the watchers of a stream must have been told by now, or has to be if one waits. */
    boolean isUpToDate(int stream);

    /** Waits until watchers of a stream have been told more; false where no more comes. */
    boolean awaitMore(int stream);

    /** The streams that broke since this was asked last. */
    List<Integer> broken();

    /** The stream of a watcher. */
    static int streamOf(int number) {
        return number % STREAMS;
    }

    /**
     * A response after the first one.
     *
     * @param watcher the number; or {@link #WHOLE_STREAM}
     */
    record Told(int stream, int watcher, WatchResponse response) {
        static final int WHOLE_STREAM = -1;
    }

    /** How many records of changes each copy of the state keeps; empty where that can't be seen. */
    List<Long> recordCounts();

    /** The hash of each copy of the state there is, up to {@code revision}. */
    List<Answer<HashKVResponse>> hashes(long revision);

    @Override
    void close();
}
