package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.LeaderCalls;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.PeerTransport;
import io.fairlead.server.transport.SnapshotSink;
import io.fairlead.server.transport.SnapshotSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeverableTransportTest {
    private static final long SELF = 1;
    private static final Message TO_TWO = new Message.Heartbeat(SELF, 2, 5, 0, 0);
    private static final Message FROM_TWO = new Message.HeartbeatResponse(2, SELF, 5, 0);
    private static final Message.InstallSnapshot SNAPSHOT = new Message.InstallSnapshot(SELF, 2, 5, SnapshotMeta.NONE);

    private final Below below = new Below();
    private final Inside inside = new Inside();
    private final Source source = new Source();
    private final SeverableTransport transport = new SeverableTransport(below, SELF);

    @BeforeEach
    void start() {
        transport.start(inside);
    }

    @Test
    void whole_everything_passes() throws IOException {
        transport.send(List.of(TO_TWO));
        below.inbound().receive(FROM_TWO);
        transport.sendSnapshot(SNAPSHOT, source);
        SnapshotSink sink = below.inbound().openSnapshot(SNAPSHOT);
        sink.write(ByteBuffer.allocate(1));
        sink.complete();
        below.inbound().removedFromCluster(2);
        assertThat(below.sent).containsExactly(TO_TWO, SNAPSHOT);
        assertThat(inside.heard).containsExactly("HEARTBEAT_RESPONSE", "snapshot", "write", "complete", "removed");
        assertThat(transport.connectedNanos(2)).isEqualTo(7);
        assertThat(transport.leaderCalls().promoteLearner(2, 3).join()).isEqualTo(Answer.ok(3L));
        assertThat(transport.leaderCalls().renewLease(2, 3).join()).isEqualTo(Answer.ok(60L));
        assertThat(transport.leaderCalls().leaseLife(2, 3, true).join())
                .isEqualTo(Answer.ok(new LeaseLife(30, 60, List.of())));
        assertThat(source.closed).isFalse();
    }

    @Test
    void severed_whatIsSent_isDroppedAndReportedOncePerPeer() {
        transport.sever();
        transport.send(List.of(TO_TWO, TO_TWO));
        assertThat(below.sent).isEmpty();
        assertThat(inside.messages).containsExactly(new Message.PeerUnreachable(2, SELF));
        assertThat(transport.connectedNanos(2)).isZero();
        assertThat(transport.leaderCalls().promoteLearner(2, 3).join()).isEqualTo(Answer.refused(EtcdError.TIMEOUT));
        assertThat(transport.leaderCalls().renewLease(2, 3).join()).isEqualTo(Answer.refused(EtcdError.TIMEOUT));
        assertThat(transport.leaderCalls().leaseLife(2, 3, true).join()).isEqualTo(Answer.refused(EtcdError.TIMEOUT));
    }

    @Test
    void severed_snapshotToPeer_isClosedAndReportedAsFailed() {
        transport.sever();
        transport.sendSnapshot(SNAPSHOT, source);
        assertThat(below.sent).isEmpty();
        assertThat(source.closed).isTrue();
        assertThat(inside.messages).containsExactly(new Message.SnapshotReport(2, SELF, true));
    }

    @Test
    void severed_whatComes_isDropped() {
        transport.sever();
        below.inbound().receive(FROM_TWO);
        below.inbound().removedFromCluster(2);
        assertThatThrownBy(() -> below.inbound().openSnapshot(SNAPSHOT)).isInstanceOf(IOException.class);
        assertThat(inside.heard).isEmpty();
    }

    @Test
    void severed_snapshotOnItsWayIn_breaksOff() throws IOException {
        SnapshotSink sink = below.inbound().openSnapshot(SNAPSHOT);
        transport.sever();
        assertThatThrownBy(() -> sink.write(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
        assertThatThrownBy(sink::complete).isInstanceOf(IOException.class);
        sink.abort();
        assertThat(inside.heard).containsExactly("snapshot", "abort");
    }

    @Test
    void mended_everything_passesAgain() {
        transport.sever();
        transport.mend();
        transport.send(List.of(TO_TWO));
        below.inbound().receive(FROM_TWO);
        assertThat(below.sent).containsExactly(TO_TWO);
        assertThat(inside.messages).containsExactly(FROM_TWO);
    }

    @Test
    void severed_peersAndEnd_reachTheTransportBelow() {
        transport.sever();
        transport.reconcile(List.of(new PeerAddress(2, List.of("http://127.0.0.1:1"))));
        transport.close();
        assertThat(below.peers).isEqualTo(1);
        assertThat(below.closed).isTrue();
    }

    /** Takes note of what reaches it. */
    private static final class Below implements PeerTransport {
        private final List<Message> sent = new ArrayList<>();
        private @Nullable InboundSink inbound;
        private int peers;
        private boolean closed;

        InboundSink inbound() {
            if (inbound == null) {
                throw new IllegalStateException("not started");
            }
            return inbound;
        }

        @Override
        public void start(InboundSink sink) {
            inbound = sink;
        }

        @Override
        public void send(List<Message> messages) {
            sent.addAll(messages);
        }

        @Override
        public void sendSnapshot(Message.InstallSnapshot announcement, SnapshotSource snapshot) {
            sent.add(announcement);
        }

        @Override
        public void reconcile(Collection<PeerAddress> addresses) {
            peers = addresses.size();
        }

        @Override
        public long connectedNanos(long memberId) {
            return 7;
        }

        @Override
        public LeaderCalls leaderCalls() {
            return new LeaderCalls() {
                @Override
                public CompletableFuture<Answer<Long>> promoteLearner(long leaderId, long learnerId) {
                    return CompletableFuture.completedFuture(Answer.ok(learnerId));
                }

                @Override
                public CompletableFuture<Answer<Long>> renewLease(long leaderId, long leaseId) {
                    return CompletableFuture.completedFuture(Answer.ok(60L));
                }

                @Override
                public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaderId, long leaseId, boolean withKeys) {
                    return CompletableFuture.completedFuture(Answer.ok(new LeaseLife(30, 60, List.of())));
                }

                @Override
                public CompletableFuture<Answer<HashReport>> reportHash(long memberId, long revision) {
                    return CompletableFuture.completedFuture(Answer.ok(new HashReport(9, revision, Optional.empty())));
                }
            };
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Takes note of what gets in. */
    private static final class Inside implements InboundSink {
        private final List<Message> messages = new ArrayList<>();
        private final List<String> heard = new ArrayList<>();

        @Override
        public void receive(Message message) {
            messages.add(message);
            heard.add(message.type().name());
        }

        @Override
        public SnapshotSink openSnapshot(Message.InstallSnapshot announcement) {
            heard.add("snapshot");
            return new SnapshotSink() {
                @Override
                public void write(ByteBuffer chunk) {
                    heard.add("write");
                }

                @Override
                public void complete() {
                    heard.add("complete");
                }

                @Override
                public void abort() {
                    heard.add("abort");
                }
            };
        }

        @Override
        public void removedFromCluster(long peerId) {
            heard.add("removed");
        }
    }

    private static final class Source implements SnapshotSource {
        private boolean closed;

        @Override
        public long size() {
            return 0;
        }

        @Override
        public int read(ByteBuffer target) {
            return -1;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
