package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.fairlead.server.watch.InnerWatch;
import io.fairlead.server.watch.WatchEvent;
import io.fairlead.server.watch.WatchReceiver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Waits until no key of the line is older than one's own, which must still be there then: its lease may have ended, and its place
 * was given away. Only the key right before it is watched, so a leaving wakes one waiter, not all. On the call's executor.
 */
final class Turn {
    private final Node node;
    private final Contenders contenders;
    private final ByteString ownKey;
    private final long createRevision;
    private final Requester requester;
    private final Steps steps;
    private final CompletableFuture<Answer<RangeResponse>> come = new CompletableFuture<>();
    private @Nullable InnerWatch watch;

    /** @param createRevision of the own key, which tells it from a later one of that name */
    Turn(Node node, Contenders contenders, ByteString ownKey, long createRevision, Requester requester, Steps steps) {
        this.node = node;
        this.contenders = contenders;
        this.ownKey = ownKey;
        this.createRevision = createRevision;
        this.requester = requester;
        this.steps = steps;
    }

    /**
     * Completes when it is our turn, with the header of a linearizable read that found our key; refused where that can't be found
     * out, or after {@link #cancel}.
     *
     * @param gone the refusal where our key is gone
     */
    CompletableFuture<Answer<ResponseHeader>> await(EtcdError gone) {
        look();
        return steps.then(
                come,
                ignored -> node.range(Contenders.one(ownKey), requester)
                        .thenApply(answer -> answer.flatMap(
                                own -> isStillThere(own) ? Answer.ok(own.getHeader()) : Answer.refused(gone))));
    }

    private boolean isStillThere(RangeResponse own) {
        return own.getKvsCount() == 1 && own.getKvs(0).getCreateRevision() == createRevision;
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
            come.complete(answer);
            return;
        }
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
