package io.fairlead.server.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.server.FreePort;
import io.fairlead.server.embed.RealEtcd;
import io.fairlead.server.pb.etcdserverpb.InternalRaftRequest;
import io.fairlead.server.pb.etcdserverpb.RequestHeader;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfChangeType;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.RaftCodec;
import io.fairlead.server.storage.disk.SystemDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real etcd starts from a log of ours, also from a rebuilt one. Needs one: {@code -Detcd.bin=DIR}, or etcd and etcdctl on the PATH. */
class EtcdReadsOurLogTest {
    @TempDir
    Path temp;

    @Test
    @Timeout(60)
    void etcd_startedFromOurLogAlone_servesItsKeys() throws Exception {
        String peerUrl = "http://127.0.0.1:" + FreePort.onLoopback();
        writeLog(peerUrl);

        goThroughEtcd(peerUrl, values());

        // And the other way round: what etcd went on to write to our file, we read.
        List<Entry> entries;
        WalOptions options = WalOptions.DEFAULT;
        Wal.OpenedWal opened = Wal.open(new SystemDisk(), log(), EntryId.ZERO, options);
        try (Wal wal = opened.wal()) {
            assertThat(wal.segmentFiles()).hasSize(1);
            entries = opened.recovery().entries().entries();
        }
        assertThat(opened.recovery().repair()).isEmpty();
        Bytes put = RaftCodec.bytes(PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("more"))
                .setValue(ByteString.copyFromUtf8("x"))
                .build());
        assertThat(entries).anyMatch(entry -> entry.data().toHex().contains(put.toHex()));
    }

    /** The damaged segment stays beside the new one; etcd must pass it by. */
    @ParameterizedTest
    @ValueSource(ints = {30, 50})
    @Timeout(60)
    void etcd_startedFromARebuiltLog_servesWhatWasSalvaged(int kept) throws Exception {
        String peerUrl = "http://127.0.0.1:" + FreePort.onLoopback();
        int before = writeLog(peerUrl);
        SystemDisk disk = new SystemDisk();
        damage(kept == values().size() ? before : offsetOf(values().get(kept)));
        assertThatThrownBy(() -> Wal.open(disk, log(), EntryId.ZERO, WalOptions.DEFAULT))
                .isInstanceOf(WalCorruptException.class);

        Salvage salvage = Wal.salvage(disk, log(), EntryId.ZERO);
        assertThat(salvage.complete()).isEqualTo(kept == values().size());
        Wal.rebuild(disk, log(), SnapshotMeta.NONE, salvage, !salvage.complete());
        Wal.open(disk, log(), EntryId.ZERO, WalOptions.DEFAULT).wal().close();

        assertThat(disk.list(log())).anyMatch(name -> name.endsWith(".wal.broken"));
        goThroughEtcd(peerUrl, values().subList(0, kept));
    }

    /** Starts an etcd from the log, reads all that it has, and writes something. */
    private void goThroughEtcd(String peerUrl, List<String> expected) throws Exception {
        Optional<Path> etcd = find("etcd");
        Optional<Path> etcdctl = find("etcdctl");
        assumeTrue(
                etcd.isPresent() && etcdctl.isPresent(),
                "no etcd and etcdctl on the PATH or in -Detcd.bin: this test is skipped");
        String clientUrl = "http://127.0.0.1:" + FreePort.onLoopback();
        Process server = RealEtcd.start(etcd.get(), "s1", temp, peerUrl, clientUrl);
        try {
            assertThat(output(etcdctl.get(), clientUrl, "get", "--prefix", "k", "--print-value-only"))
                    .containsExactlyElementsOf(expected);
            assertThat(output(etcdctl.get(), clientUrl, "put", "more", "x")).containsExactly("OK");
        } finally {
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Path log() {
        return temp.resolve("member/wal");
    }

    /** Where the first value as long as this one begins in the log. */
    private int offsetOf(String value) throws IOException {
        return new String(Files.readAllBytes(segment()), StandardCharsets.ISO_8859_1).indexOf(value);
    }

    private void damage(int offset) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
            file.seek(offset);
            int found = file.read();
            file.seek(offset);
            file.write(found ^ 1);
        }
    }

    private Path segment() throws IOException {
        return log().resolve(
                        SegmentName.among(new SystemDisk().list(log())).get(0).fileName());
    }

    private static List<String> values() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            values.add("v".repeat(1 + i * 40));
        }
        return values;
    }

    /** Writes what goes through etcd, behind a term and vote that come to nothing; returns where those end. */
    private int writeLog(String peerUrl) throws IOException, NoSuchAlgorithmException {
        long memberId = first8(
                MessageDigest.getInstance("SHA-1").digest((peerUrl + "etcd-cluster").getBytes(StandardCharsets.UTF_8)));
        long clusterId = first8(MessageDigest.getInstance("SHA-1")
                .digest(ByteBuffer.allocate(8).putLong(memberId).array()));
        String json =
                "{\"id\":" + Long.toUnsignedString(memberId) + ",\"peerURLs\":[\"" + peerUrl + "\"],\"name\":\"s1\"}";
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(
                1,
                1,
                EntryType.CONF_CHANGE,
                RaftCodec.encode(new ConfChange(0, ConfChangeType.ADD_NODE, memberId, Bytes.utf8(json)))));
        entries.add(Entry.normal(2, 2, Bytes.empty()));
        int id = 0;
        for (String value : values()) {
            entries.add(Entry.normal(
                    2,
                    3 + id,
                    RaftCodec.bytes(InternalRaftRequest.newBuilder()
                            .setHeader(RequestHeader.newBuilder().setID(1000 + id))
                            .setPut(PutRequest.newBuilder()
                                    .setKey(ByteString.copyFromUtf8(String.format("k%03d", id)))
                                    .setValue(ByteString.copyFromUtf8(value)))
                            .build())));
            id++;
        }
        SystemDisk disk = new SystemDisk();
        disk.createDirectories(temp.resolve("member"));
        WalMetadata metadata = new WalMetadata(memberId, clusterId);
        try (Wal wal = Wal.create(disk, temp.resolve("member/wal"), metadata, WalOptions.DEFAULT)) {
            wal.append(write(List.of(), new HardState(1, memberId, 0)));
            wal.commit(true);
            byte[] before = Files.readAllBytes(segment());
            int end = before.length - 1;
            while (before[end] == 0) {
                end--;
            }
            wal.append(write(entries.subList(0, 1), new HardState(1, memberId, 1)));
            wal.append(write(entries.subList(1, entries.size()), new HardState(2, memberId, entries.size())));
            wal.commit(true);
            return end;
        }
    }

    private static WalWrite write(List<Entry> entries, HardState state) {
        return new WalWrite(Optional.empty(), entries, Optional.of(state), true, () -> {});
    }

    private static List<String> output(Path etcdctl, String endpoint, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(etcdctl.toString(), "--endpoints=" + endpoint));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as("%s: %s", command, lines).isZero();
        return lines;
    }

    private static Optional<Path> find(String program) {
        return Stream.concat(
                        Stream.of(System.getProperty("etcd.bin", "")),
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static long first8(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong();
    }
}
