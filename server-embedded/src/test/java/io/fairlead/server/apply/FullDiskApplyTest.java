package io.fairlead.server.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.server.command.CommandCodec;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.sim.DiskFault;
import io.fairlead.server.sim.SimDisk;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.storage.backend.ReceivedState;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.backend.SnapshotView;
import io.fairlead.server.storage.backend.StateReceiver;
import io.fairlead.server.storage.disk.DiskSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applying where the disk is full, or fails. */
class FullDiskApplyTest {
    private static final Path ROOT = Path.of("/state");
    private static final long AGAIN = DiskSpace.LOOK_AGAIN_NANOS;

    private final SimDisk disk = new SimDisk(new Random(1));
    private final DiskSpace space = DiskSpace.unwatched();
    private final Mailbox<ApplyTask> tasks = new Mailbox<>(100);
    private final List<String> heard = new ArrayList<>();
    private @Nullable ReceivedState received;
    private Backend backend;
    private AppliedState state;
    private ApplyLoop loop;
    private long index;

    @BeforeEach
    void open() throws IOException {
        backend = SegmentedBackend.open(disk, ROOT, new FileOwner(1, 2), 4096);
        state = TightState.over(backend);
        loop = loop(state, tasks);
    }

    @Test
    void entries_withoutSpace_areSeenAndAnsweredOnceWhenThereIsSome() {
        put("a");
        loop.turn(0);
        disk.limit(0);
        put("b");
        put("c");
        tasks.post(new ApplyTask.Ask(asked -> heard.add("asked at " + asked.revision())));

        assertThat(loop.turn(5)).isZero();
        assertThat(loop.turn(6)).isZero();

        assertThat(heard).containsExactly("applied 1", "answer 1");
        assertThat(revision()).isEqualTo(2);
        assertThat(space.isSpent()).isTrue();
        assertThat(loop.deadlineNanos()).isEqualTo(5 + AGAIN);
        put("d");
        disk.unlimited();
        assertThat(loop.turn(5 + AGAIN)).isPositive();
        while (loop.turn(6 + AGAIN) > 0) {
            // Until all is done.
        }

        assertThat(heard)
                .containsExactly(
                        "applied 1",
                        "answer 1",
                        "applied 3",
                        "answer 2",
                        "answer 3",
                        "asked at 4",
                        "applied 4",
                        "answer 4");
        assertThat(revision()).isEqualTo(5);
        assertThat(space.isShort()).isFalse();
        assertThat(loop.deadlineNanos()).isEqualTo(ApplyLoop.NEVER);
    }

    @Test
    void compaction_withoutSpaceForItsMark_finishesLater() {
        for (int i = 0; i < 5; i++) {
            put("k");
        }
        entry(
                CommandKind.COMPACTION,
                CompactionRequest.newBuilder().setRevision(5).setPhysical(true).build());
        tasks.post(new ApplyTask.Ask(asked -> disk.limit(0)));

        for (int turn = 0; turn < 10; turn++) {
            loop.turn(turn);
        }

        assertThat(heard).doesNotContain("answer 6");
        disk.unlimited();
        for (int turn = 0; turn < 10; turn++) {
            loop.turn(AGAIN + 10 + turn);
        }
        assertThat(heard).contains("answer 6");
    }

    @Test
    void restore_withoutSpace_leavesTheOldStateReadableUntilThereIsSome() throws IOException {
        put("old");
        loop.turn(0);
        MemoryBackend peer = peerWithKeys();
        received = receive(peer);
        disk.limit(0);
        tasks.post(new ApplyTask.Restore(AppliedMarks.meta(peer.applied())));

        assertThat(loop.turn(1)).isZero();

        assertThat(revision()).isEqualTo(2);
        disk.unlimited();
        loop.turn(1 + AGAIN);
        assertThat(revision()).isEqualTo(8);
        assertThat(heard).last().isEqualTo("applied 7");
    }

    @Test
    void write_failingOtherwise_endsTheLoop() {
        disk.arm(DiskFault.WRITE_ERROR, ROOT, 1);
        put("a");

        assertThatThrownBy(() -> loop.turn(0))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("input/output error");

        assertThat(heard).isEmpty();
    }

    private MemoryBackend peerWithKeys() {
        MemoryBackend peer = new MemoryBackend(new FileOwner(1, 3));
        Mailbox<ApplyTask> peersTasks = new Mailbox<>(100);
        ApplyLoop peersLoop = loop(TightState.over(peer), peersTasks);
        for (int i = 1; i <= 7; i++) {
            peersTasks.post(new ApplyTask.Entries(List.of(entryAt(i, CommandKind.PUT, putOf("new")))));
        }
        peersLoop.turn(0);
        heard.clear();
        return peer;
    }

    private ReceivedState receive(MemoryBackend peer) throws IOException {
        StateReceiver receiver = backend.receive();
        try (SnapshotView view = peer.openSnapshot()) {
            ByteBuffer piece = ByteBuffer.allocate(500);
            while (view.read(piece) >= 0) {
                receiver.write(piece.flip());
                piece.clear();
            }
        }
        return receiver.complete();
    }

    private ApplyLoop loop(AppliedState of, Mailbox<ApplyTask> from) {
        ApplyListener listener = new ApplyListener() {
            @Override
            public void answer(long requestId, Answer<?> answer) {
                heard.add("answer " + requestId);
            }

            @Override
            public void takesLonger(long requestId) {}

            @Override
            public void spaceExhausted() {}

            @Override
            public void applied(ApplyAck ack) {
                heard.add("applied " + ack.appliedIndex());
            }
        };
        return new ApplyLoop(
                of, from, meta -> receivedState(), Runnable::run, listener, TightState.NO_TIME, space, Failpoints.NONE);
    }

    private ReceivedState receivedState() {
        ReceivedState found = received;
        if (found == null) {
            throw new AssertionError("nothing was received");
        }
        return found;
    }

    private long revision() {
        Answer<?> answer = state.range(
                RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build(), Requester.NONE);
        assertThat(answer).isInstanceOf(Answer.Ok.class);
        return state.revision();
    }

    private void put(String key) {
        entry(CommandKind.PUT, putOf(key));
    }

    private void entry(CommandKind kind, MessageLite request) {
        index++;
        tasks.post(new ApplyTask.Entries(List.of(entryAt(index, kind, request))));
    }

    private static PutRequest putOf(String key) {
        return PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    }

    private static Entry entryAt(long at, CommandKind kind, MessageLite request) {
        Bytes data = CommandCodec.encode(at, kind, request, Requester.NONE);
        return Entry.normal(1, at, data);
    }
}
