package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.fairlead.server.watch.InnerWatch;
import io.fairlead.server.watch.WatchEvent;
import io.fairlead.server.watch.WatchReceiver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Waits until no key of the line is older than one's own. Only the key right before it is watched, so a leaving wakes one waiter,
 * not all. On the call's executor.
 */
final class Turn {
    private final Node node;
    private final Contenders contenders;
    private final long createRevision;
    private final Requester requester;
    private final Steps steps;
    private final CompletableFuture<Answer<Boolean>> come = new CompletableFuture<>();
    private boolean waited;
    private @Nullable InnerWatch watch;

    Turn(Node node, Contenders contenders, long createRevision, Requester requester, Steps steps) {
        this.node = node;
        this.contenders = contenders;
        this.createRevision = createRevision;
        this.requester = requester;
        this.steps = steps;
    }

    /** Completes when it is our turn, with whether we had to wait; refused where that can't be found out, or after {@link #cancel}. */
    CompletableFuture<Answer<Boolean>> await() {
        look();
        return come;
    }

    void cancel() {
        come.complete(Answer.refused(EtcdError.CANCELED));
        stopWatching();
    }

    private void look() {
        var unused = node.range(contenders.lastBefore(createRevision), requester)
                .thenAcceptAsync(this::looked, steps.executor());
    }

    private void looked(Answer<RangeResponse> answer) {
        if (come.isDone()) {
            return;
        }
        if (answer instanceof Answer.Refused<RangeResponse> refused) {
            come.complete(Answer.refused(refused.error()));
            return;
        }
        RangeResponse before = ((Answer.Ok<RangeResponse>) answer).value();
        if (before.getKvsCount() == 0) {
            come.complete(Answer.ok(waited));
            return;
        }
        waited = true;
        ByteString key = before.getKvs(0).getKey();
        watch = node.watch(
                Contenders.changesAfter(key, before.getHeader().getRevision()).deletesOnly(), new Leaving());
    }

    private void stopWatching() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    /** Told when the key before ours is gone. What it is told afterwards concerns nobody. */
    private final class Leaving implements WatchReceiver {
        private boolean over;

        @Override
        public void events(long revision, List<WatchEvent> events) {
            if (!events.isEmpty()) {
                steps.go(this::lookAgain);
            }
        }

        @Override
        public void ended(EtcdError why, long compactRevision) {
            steps.go(() -> {
                if (why == EtcdError.COMPACTED) {
                    lookAgain();
                } else {
                    come.complete(Answer.refused(why));
                }
            });
        }

        private void lookAgain() {
            if (!over && !come.isDone()) {
                over = true;
                stopWatching();
                look();
            }
        }
    }
}
