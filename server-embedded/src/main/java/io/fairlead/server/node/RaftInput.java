package io.fairlead.server.node;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.server.apply.ApplyAck;
import io.fairlead.server.raft.RaftStatus;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/** What may wait in the raft loop's mailbox. Each says which of the loop's methods it is for. */
sealed interface RaftInput {
    void enter(RaftLoop loop);

    /** A command of a client. */
    record Propose(long requestId, Bytes data) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.propose(this);
        }
    }

    /** A command of this member's own, to be appended only while it leads in {@code term}. */
    record ProposeAsLeader(long requestId, Bytes data, long term) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.proposeAsLeader(this);
        }
    }

    record ProposeConfChange(ConfChange change) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.proposeConfChange(this);
        }
    }

    /** A message of a peer, or a fact about a link. */
    record Receive(Message message) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.receive(message);
        }
    }

    /** A voter said that this member has been removed from the cluster. */
    record ToldRemoved(long peerId) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.toldRemoved(peerId);
        }
    }

    /** The batch with this number, and all before it, is on disk. */
    record Persisted(long batchNumber) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.persisted(batchNumber);
        }
    }

    record Applied(ApplyAck ack) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.applied(ack);
        }
    }

    /** All that was applied before the first entry of {@code term} has been answered. */
    record TermBegun(long term) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.termBegun(term);
        }
    }

    /** The state up to {@code meta} survives a crash, and so does its snapshot file: the log behind it may go. */
    record SnapshotSaved(SnapshotMeta meta) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.snapshotSaved(meta);
        }
    }

    record Read(CompletableFuture<Answer<Long>> future) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.read(future);
        }
    }

    record Transfer(long targetId, CompletableFuture<Answer<Long>> future) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.transfer(targetId, future);
        }
    }

    record AskStatus(CompletableFuture<RaftStatus> future) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.answerStatus(future);
        }
    }

    /**
     * What waits in this member.
     *
     * @param promises how many somebody waits for outside the raft loop
     * @param committed how many tasks wait to be applied
     */
    record AskBacklog(IntSupplier promises, IntSupplier committed, CompletableFuture<Backlog> future)
            implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.answerBacklog(promises.getAsInt(), committed.getAsInt(), future);
        }
    }

    record HandOver(CompletableFuture<Void> done) implements RaftInput {
        @Override
        public void enter(RaftLoop loop) {
            loop.handOver(done);
        }
    }

    record Publish(List<String> clientUrls) implements RaftInput {
        public Publish {
            clientUrls = List.copyOf(clientUrls);
        }

        @Override
        public void enter(RaftLoop loop) {
            loop.publish(clientUrls);
        }
    }
}
