package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.api.pb.v3electionpb.LeaderResponse;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.fairlead.server.watch.InnerWatch;
import io.fairlead.server.watch.WatchEvent;
import io.fairlead.server.watch.WatchReceiver;
import io.fairlead.server.watch.WatchSpec;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One view of an election: the leader, what it proclaims, the next leader. Every value of a leader is told, in order; of leaders
 * that came and went while nobody looked, the last.
 *
 * <p>An observer that does not read costs one response and a revision: the watch is closed, and opened again from there when
 * there is room. On the call's executor.
 */
public final class Observation {
    /** How often users and roles may change under one reading. */
    private static final int READINGS_MAX = 5;

    private final Node node;
    private final Contenders contenders;
    private final Supplier<Answer<Requester>> requester;
    private final Observer observer;
    private final Steps steps;

    private boolean begun;
    private boolean over;

    /** Found, and not told yet for want of room. */
    private @Nullable LeaderResponse held;

    private @Nullable InnerWatch watch;

    /** The receiver that is listened to; what others say is of the past. */
    private @Nullable WatchReceiver listening;

    Observation(
            Node node,
            Contenders contenders,
            Supplier<Answer<Requester>> requester,
            Observer observer,
            Executor executor) {
        this.node = node;
        this.contenders = contenders;
        this.requester = requester;
        this.observer = observer;
        this.steps = new Steps(executor);
    }

    /** Begins, or goes on now that there is room. Any thread. */
    public void resume() {
        steps.go(() -> {
            LeaderResponse next = held;
            if (!begun) {
                begun = true;
                look(READINGS_MAX);
            } else if (next != null && !over && observer.hasRoom()) {
                held = null;
                observer.leads(next);
                follow(next.getKv().getKey(), next.getHeader().getRevision());
            }
        });
    }

    /** Nobody looks any more. Any thread. */
    public void close() {
        steps.go(() -> {
            over = true;
            stopWatching();
        });
    }

    private void look(int readingsLeft) {
        Answer<Requester> reader = requester.get();
        if (reader instanceof Answer.Refused<Requester> refused) {
            end(refused.error());
            return;
        }
        var unused = node.range(contenders.first(), ((Answer.Ok<Requester>) reader).value())
                .thenAcceptAsync(answer -> looked(answer, readingsLeft), steps.executor());
    }

    private void looked(Answer<RangeResponse> answer, int readingsLeft) {
        if (over) {
            return;
        }
        if (answer instanceof Answer.Refused<RangeResponse> refused) {
            if (refused.error() == EtcdError.AUTH_OLD_REVISION && readingsLeft > 1) {
                look(readingsLeft - 1);
            } else {
                end(refused.error());
            }
            return;
        }
        RangeResponse found = ((Answer.Ok<RangeResponse>) answer).value();
        if (found.getKvsCount() == 0) {
            watch(contenders.changesAfter(found.getHeader().getRevision()), new FirstPut());
        } else if (tell(found.getKvs(0), found.getHeader().getRevision())) {
            follow(found.getKvs(0).getKey(), found.getHeader().getRevision());
        }
    }

    /** False where there was no room, and everything rests until there is. */
    private boolean tell(KeyValue leader, long revision) {
        LeaderResponse response = LeaderResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                .setKv(leader)
                .build();
        if (!observer.hasRoom()) {
            held = response;
            return false;
        }
        observer.leads(response);
        return true;
    }

    private void follow(ByteString key, long revision) {
        watch(Contenders.changesAfter(key, revision), new Reign());
    }

    private void watch(WatchSpec spec, Listening receiver) {
        stopWatching();
        listening = receiver;
        watch = node.watch(spec, receiver);
    }

    private void stopWatching() {
        listening = null;
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    private void end(EtcdError why) {
        if (!over) {
            over = true;
            stopWatching();
            observer.ended(why);
        }
    }

    /** Brings what the watch loop tells to the call's executor. */
    private abstract class Listening implements WatchReceiver {
        @Override
        public final void events(long revision, List<WatchEvent> events) {
            steps.go(() -> {
                if (!over && listening == this) {
                    heard(events);
                }
            });
        }

        @Override
        public final void ended(EtcdError why, long compactRevision) {
            steps.go(() -> {
                if (over || listening != this) {
                    return;
                }
                stopWatching();
                if (why == EtcdError.COMPACTED) {
                    look(READINGS_MAX);
                } else {
                    end(why);
                }
            });
        }

        abstract void heard(List<WatchEvent> events);
    }

    /** Nobody leads: whoever puts the first key of the line does. */
    private final class FirstPut extends Listening {
        @Override
        void heard(List<WatchEvent> events) {
            for (WatchEvent event : events) {
                if (!event.isDelete()) {
                    stopWatching();
                    if (tell(event.keyValue(), event.modRevision())) {
                        follow(event.keyValue().getKey(), event.modRevision());
                    }
                    return;
                }
            }
        }
    }

    /** Somebody leads, and proclaims, until its key is gone. */
    private final class Reign extends Listening {
        @Override
        void heard(List<WatchEvent> events) {
            for (WatchEvent event : events) {
                if (event.isDelete()) {
                    stopWatching();
                    look(READINGS_MAX);
                    return;
                }
                if (!tell(event.keyValue(), event.modRevision())) {
                    stopWatching();
                    return;
                }
            }
        }
    }
}
