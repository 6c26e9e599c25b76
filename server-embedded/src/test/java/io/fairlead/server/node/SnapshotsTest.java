package io.fairlead.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.server.apply.AppliedMarks;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.duty.CompactionPolicy;
import io.fairlead.server.duty.CorruptionChecks;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.membership.MembershipStore;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import io.fairlead.server.storage.backend.DamagedStateException;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.storage.backend.ReceivedState;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.backend.SnapshotView;
import io.fairlead.server.storage.disk.SystemDisk;
import io.fairlead.server.storage.snapshot.SnapshotStore;
import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.LeaderCalls;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.PeerTransport;
import io.fairlead.server.transport.SnapshotSink;
import io.fairlead.server.transport.SnapshotSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the states that peers send. */
class SnapshotsTest {
    private static final ConfState CONF = ConfState.of(List.of(1L, 2L), List.of());

    @TempDir
    Path dir;

    private final Backend peer = new MemoryBackend(new FileOwner(7, 2));
    private final List<ReceivedState> discarded = new ArrayList<>();
    private final List<IOException> failures = new ArrayList<>();
    private final KeptTransport transport = new KeptTransport();
    private final Mailbox<RaftInput> raft = new Mailbox<>(16);
    private Backend backend = peer;
    private Snapshots snapshots = snapshots(peer);

    @BeforeEach
    void open() throws IOException {
        backend = SegmentedBackend.open(new SystemDisk(), dir.resolve("state"), new FileOwner(7, 1));
        snapshots = snapshots(backend);
    }

    @AfterEach
    void close() throws IOException {
        backend.close();
    }

    @Test
    void receivedState_thatTheCoreIgnores_isDiscardedAndAnotherOneIsTaken() throws IOException {
        SnapshotMeta first = send(9);
        assertThat(directories()).hasSize(2);
        assertThatThrownBy(() -> snapshots.receive(announcement(first))).hasMessageContaining("waits to be installed");

        snapshots.ignored(first);

        assertThat(discarded).hasSize(1);
        discarded.get(0).discard();
        assertThat(directories()).hasSize(1);
        SnapshotMeta second = send(12);
        assertThat(snapshots.receivedFor(second).mark().index()).isEqualTo(12);
    }

    @Test
    void receivedState_whenAnotherOneIsIgnored_stays() throws IOException {
        SnapshotMeta meta = send(9);

        snapshots.ignored(new SnapshotMeta(new EntryId(1, 8), CONF));

        assertThat(discarded).isEmpty();
        assertThat(snapshots.receivedFor(meta).mark().index()).isEqualTo(9);
    }

    @Test
    void receivedState_onceInstalled_isNotDiscarded() throws IOException {
        SnapshotMeta meta = send(9);
        backend.install(snapshots.receivedFor(meta));
        snapshots.installed();

        snapshots.ignored(meta);

        assertThat(discarded).isEmpty();
        assertThat(backend.get(Bucket.META, Bytes.utf8("at"))).contains(Bytes.utf8("9"));
    }

    @Test
    void state_thatIsNotTheAnnouncedOne_isDiscardedAtOnce() throws IOException {
        SnapshotMeta meta = write(9);
        SnapshotSink sink = snapshots.receive(announcement(new SnapshotMeta(new EntryId(1, 10), CONF)));
        stream(sink);

        assertThatThrownBy(sink::complete).hasMessageContaining("arrived at " + meta);
        assertThat(directories()).hasSize(1);
    }

    /** Two leaders in a row: the first one's stream is slow to notice. */
    @Test
    void stateOnItsWay_whenAnotherOneBegins_breaksOffAndTheMemberLivesOn() throws IOException {
        SnapshotMeta meta = write(9);
        SnapshotSink first = snapshots.receive(announcement(meta));
        SnapshotSink second;
        try (SnapshotView view = peer.openSnapshot()) {
            ByteBuffer half = ByteBuffer.allocate((int) view.size() - 1);
            view.read(half);
            first.write(half.flip());
            second = snapshots.receive(announcement(meta));

            assertThatThrownBy(() -> first.write(ByteBuffer.allocate(1))).hasMessageContaining("no longer received");
            assertThatThrownBy(first::complete).hasMessageContaining("no longer received");
        }
        first.abort();
        stream(second);
        second.complete();

        assertThat(failures).isEmpty();
        assertThat(snapshots.receivedFor(meta).mark().index()).isEqualTo(9);
    }

    @Test
    void ownState_rottenWhenAPeerNeedsIt_endsTheMember() throws IOException {
        Batch batch = backend.begin();
        batch.put(Bucket.META, Bytes.utf8("at"), Bytes.utf8("9"));
        backend.seal(batch, AppliedMarks.mark(new EntryId(1, 9), CONF));
        backend.force();
        rot();

        snapshots.send(announcement(new SnapshotMeta(new EntryId(1, 9), CONF)));

        SnapshotSource sent = transport.sent.get(0);
        ByteBuffer all = ByteBuffer.allocate((int) sent.size());
        assertThatThrownBy(() -> {
                    while (sent.read(all) >= 0) {}
                })
                .isInstanceOf(DamagedStateException.class);
        sent.close();
        assertThat(failures).singleElement().isInstanceOf(DamagedStateException.class);
    }

    /** One bit of the last byte of the only segment there is. */
    private void rot() throws IOException {
        Path segment;
        try (Stream<Path> all = Files.walk(dir.resolve("state"))) {
            segment = all.filter(file -> file.toString().endsWith(".seg"))
                    .findFirst()
                    .orElseThrow();
        }
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long last = file.size() - 1;
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, last);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            file.write(one, last);
        }
    }

    /** A peer with a state at {@code index} sends it whole. */
    private SnapshotMeta send(long index) throws IOException {
        SnapshotMeta meta = write(index);
        SnapshotSink sink = snapshots.receive(announcement(meta));
        stream(sink);
        sink.complete();
        return meta;
    }

    private SnapshotMeta write(long index) throws IOException {
        Batch batch = peer.begin();
        batch.put(Bucket.META, Bytes.utf8("at"), Bytes.utf8(Long.toString(index)));
        peer.seal(batch, AppliedMarks.mark(new EntryId(1, index), CONF));
        return new SnapshotMeta(new EntryId(1, index), CONF);
    }

    private void stream(SnapshotSink sink) throws IOException {
        try (SnapshotView view = peer.openSnapshot()) {
            ByteBuffer all = ByteBuffer.allocate((int) view.size());
            while (all.hasRemaining()) {
                view.read(all);
            }
            sink.write(all.flip());
        }
    }

    private static Message.InstallSnapshot announcement(SnapshotMeta meta) {
        return new Message.InstallSnapshot(2, 1, 1, meta);
    }

    private List<Path> directories() throws IOException {
        try (Stream<Path> all = Files.list(dir.resolve("state"))) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    private Snapshots snapshots(Backend of) {
        NodeConfig config = new NodeConfig(
                "m1",
                7,
                1,
                1,
                10,
                0,
                true,
                true,
                1,
                1000,
                100,
                5,
                1000,
                0,
                CompactionPolicy.KEEP_ALL,
                CorruptionChecks.NONE,
                1000,
                1000,
                "3.5.0",
                NodeLimits.DEFAULT,
                Scrutiny.CHEAP);
        return new Snapshots(
                config,
                of,
                new SnapshotFiles(new SnapshotStore(new SystemDisk(), dir), new MembershipStore(1), 5, Failpoints.NONE),
                transport,
                raft,
                () -> {},
                discarded::add,
                failures::add,
                0,
                new NodeLog(System.getLogger("test"), 1));
    }

    /** Keeps what would be sent. */
    private static final class KeptTransport implements PeerTransport {
        final List<SnapshotSource> sent = new ArrayList<>();

        @Override
        public void start(InboundSink sink) {}

        @Override
        public void send(List<Message> messages) {}

        @Override
        public void sendSnapshot(Message.InstallSnapshot announcement, SnapshotSource source) {
            sent.add(source);
        }

        @Override
        public void reconcile(Collection<PeerAddress> peers) {}

        @Override
        public long connectedNanos(long peerId) {
            return 0;
        }

        @Override
        public LeaderCalls leaderCalls() {
            throw new UnsupportedOperationException("nobody calls");
        }

        @Override
        public void close() {}
    }
}
