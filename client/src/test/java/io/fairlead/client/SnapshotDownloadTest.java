package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DamagedSnapshotException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.maintenance.SavedSnapshot;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.SnapshotRequest;
import io.fairlead.api.pb.etcdserverpb.SnapshotResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads of snapshots from a member that sends what the test says. */
class SnapshotDownloadTest {
    private static final int PIECES = 20;

    private final Member member = new Member();
    private final List<ByteString> whole = whole();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @SuppressWarnings("NullAway.Init") // set before each
    private Server server;

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private String endpoint;

    @SuppressWarnings("NullAway.Init") // set before each
    private Path file;

    @BeforeEach
    void start() throws IOException {
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name).addService(member).build().start();
        endpoint = "inprocess:" + name;
        client = FairleadClient.connect(endpoint);
        file = dir.resolve("state.db");
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.close();
        server.shutdownNow();
        server.awaitTermination();
    }

    @Test
    void wholeStream_becomesTheFile() throws IOException {
        member.script(whole, Status.OK);
        SavedSnapshot saved = client.maintenance().snapshot(endpoint, file);
        byte[] expected = ByteString.copyFrom(whole).toByteArray();
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
        assertThat(saved.size()).isEqualTo(expected.length);
        assertThat(saved.version()).isEqualTo("3.6.0");
        assertOnlyFile();
    }

    @Test
    void truncatedStream_leavesTheOlderFileAlone() throws IOException {
        Files.writeString(file, "older");
        member.script(whole.subList(0, PIECES), Status.OK);
        assertThatThrownBy(() -> client.maintenance().snapshot(endpoint, file))
                .isInstanceOf(DamagedSnapshotException.class)
                .hasMessage("sha256 checksum not found [bytes: " + PIECES * 512 + "]");
        assertThat(Files.readString(file)).isEqualTo("older");
        assertOnlyFile();
    }

    @Test
    void corruptedStream_isRefusedAndLeavesNothing() throws IOException {
        List<ByteString> corrupted = new ArrayList<>(whole);
        byte[] piece = corrupted.get(3).toByteArray();
        piece[7] ^= 1;
        corrupted.set(3, ByteString.copyFrom(piece));
        member.script(corrupted, Status.OK);
        assertThatThrownBy(() -> client.maintenance().snapshot(endpoint, file))
                .isInstanceOf(DamagedSnapshotException.class)
                .hasMessageEndingWith("does not match what was received");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void streamBrokenInTheMiddle_isNotRepeated() {
        member.script(whole.subList(0, 5), Status.UNAVAILABLE.withDescription("gone"));
        member.script(whole, Status.OK);
        assertThatThrownBy(() -> client.maintenance().snapshot(endpoint, file))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("rpc error: code = Unavailable desc = gone");
        assertThat(member.calls).hasValue(1);
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void memberThatIsNotThereYet_isAskedAgain() throws IOException {
        member.script(List.of(), Status.UNAVAILABLE.withDescription("starting"));
        member.script(whole, Status.OK);
        client.maintenance().snapshot(endpoint, file);
        assertThat(member.calls).hasValue(2);
        assertOnlyFile();
    }

    @Test
    void refusal_isToldAtOnce() {
        member.script(List.of(), Status.PERMISSION_DENIED.withDescription("etcdserver: permission denied"));
        assertThatThrownBy(() -> client.maintenance().snapshot(endpoint, file))
                .hasMessage("etcdserver: permission denied");
        assertThat(member.calls).hasValue(1);
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void failingWrite_endsTheStreamAtTheMember() throws InterruptedException {
        member.script(whole, Status.OK);
        IOException full = new IOException("no space left on device");
        AtomicInteger writes = new AtomicInteger();
        OutputStream target = new Target(() -> {
            if (writes.incrementAndGet() == 2) {
                throw full;
            }
        });
        assertThatThrownBy(() -> client.maintenance().snapshot(endpoint, target))
                .isInstanceOf(UncheckedIOException.class)
                .hasCause(full);
        member.cancelled.await();
        assertThat(writes).hasValue(2);
    }

    @Test
    void fileThatCannotBeOpened_asksNobody() {
        assertThatThrownBy(() -> client.maintenance().snapshot(endpoint, dir.resolve("none/state.db")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(member.calls).hasValue(0);
    }

    @Test
    void slowTarget_holdsTheMemberBack() {
        member.script(whole, Status.OK);
        AtomicInteger written = new AtomicInteger();
        AtomicInteger aheadMax = new AtomicInteger();
        OutputStream target =
                new Target(() -> aheadMax.accumulateAndGet(member.sent.get() - written.getAndIncrement(), Math::max));
        client.maintenance().snapshot(endpoint, target);
        assertThat(written).hasValue(PIECES + 1);
        assertThat(aheadMax).hasValue(1);
    }

    @Test
    void cancel_endsTheStreamAndRemovesThePart() throws InterruptedException {
        member.hangAfter(whole.subList(0, 5));
        CompletableFuture<SavedSnapshot> saving = client.maintenance().async().snapshot(endpoint, file);
        member.hanging.await();
        saving.cancel(true);
        member.cancelled.await();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void interrupt_endsTheStreamAndRemovesThePart() throws InterruptedException {
        member.hangAfter(whole.subList(0, 5));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                client.maintenance().snapshot(endpoint, file);
            } catch (RuntimeException e) {
                thrown.complete(e);
            }
        });
        waiting.start();
        member.hanging.await();
        waiting.interrupt();
        assertThat(thrown.join()).isInstanceOf(InterruptedCallException.class);
        member.cancelled.await();
        waiting.join();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void silentMember_isGivenUpAfterTheDeadline() throws InterruptedException {
        member.hangAfter(whole.subList(0, 5));
        FairleadClient hasty = client.withDeadline(Duration.ofMillis(200));
        assertThatThrownBy(() -> hasty.maintenance().snapshot(endpoint, file))
                .isInstanceOf(DeadlineExceededException.class);
        member.cancelled.await();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void closedClient_endsTheDownload() throws InterruptedException {
        member.hangAfter(whole.subList(0, 5));
        CompletableFuture<SavedSnapshot> saving = client.maintenance().async().snapshot(endpoint, file);
        member.hanging.await();
        client.close();
        assertThatThrownBy(saving::join).hasCauseInstanceOf(ClientClosedException.class);
        assertThat(dir).isEmptyDirectory();
        assertThatThrownBy(() -> client.maintenance().snapshot(endpoint, file))
                .isInstanceOf(ClientClosedException.class);
    }

    private void assertOnlyFile() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Pages of noise, and their digest. */
    private static List<ByteString> whole() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Random random = new Random(5);
            List<ByteString> pieces = new ArrayList<>();
            for (int i = 0; i < PIECES; i++) {
                byte[] page = new byte[512];
                random.nextBytes(page);
                digest.update(page);
                pieces.add(ByteString.copyFrom(page));
            }
            pieces.add(ByteString.copyFrom(digest.digest()));
            return pieces;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a target does with a piece. */
    private interface Write {
        void run() throws IOException;
    }

    private static final class Target extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Write write;

        Target(Write write) {
            this.write = write;
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] piece, int offset, int length) throws IOException {
            write.run();
            bytes.write(piece, offset, length);
        }
    }

    /** A member whose snapshots follow a script. */
    private static final class Member extends MaintenanceGrpc.MaintenanceImplBase {
        /** @param end empty for a stream that hangs after its pieces */
        private record Script(List<ByteString> pieces, Optional<Status> end) {}

        private final Queue<Script> scripts = new ArrayDeque<>();
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();
        private final CountDownLatch hanging = new CountDownLatch(1);
        private final CountDownLatch cancelled = new CountDownLatch(1);

        void script(List<ByteString> pieces, Status end) {
            scripts.add(new Script(pieces, Optional.of(end)));
        }

        void hangAfter(List<ByteString> pieces) {
            scripts.add(new Script(pieces, Optional.empty()));
        }

        @Override
        public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
            calls.incrementAndGet();
            ServerCallStreamObserver<SnapshotResponse> call = (ServerCallStreamObserver<SnapshotResponse>) observer;
            call.setOnCancelHandler(cancelled::countDown);
            Script script = scripts.remove();
            Queue<ByteString> left = new ArrayDeque<>(script.pieces());
            call.setOnReadyHandler(() -> send(call, left, script));
            if (left.isEmpty()) {
                send(call, left, script);
            }
        }

        private void send(ServerCallStreamObserver<SnapshotResponse> call, Queue<ByteString> left, Script script) {
            while (!left.isEmpty() && call.isReady()) {
                sent.incrementAndGet();
                call.onNext(SnapshotResponse.newBuilder()
                        .setBlob(left.remove())
                        .setVersion("3.6.0")
                        .build());
                if (left.isEmpty()) {
                    script.end().ifPresentOrElse(end -> end(call, end), hanging::countDown);
                }
            }
            if (script.pieces().isEmpty()) {
                script.end().ifPresent(end -> end(call, end));
            }
        }

        private static void end(ServerCallStreamObserver<SnapshotResponse> call, Status end) {
            if (end.isOk()) {
                call.onCompleted();
            } else {
                call.onError(end.asRuntimeException());
            }
        }
    }
}
