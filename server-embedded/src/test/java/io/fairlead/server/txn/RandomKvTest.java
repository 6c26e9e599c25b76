package io.fairlead.server.txn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.disk.SystemDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests against the store and the simplest model there is; every answer is compared. */
class RandomKvTest {
    private static final FileOwner OWNER = new FileOwner(1, 2);
    private static final int STEPS = 1500;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answers_onAStateInMemory_equalTheModels(long seed) throws IOException {
        new Run(new MemoryBackend(OWNER), seed).run(STEPS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answers_onAStateInFilesCleanedAndReopened_equalTheModels(long seed) throws IOException {
        Path root = directory.resolve("state-of-" + seed);
        SegmentedBackend backend = SegmentedBackend.open(new SystemDisk(), root, OWNER, 4096);
        Run run = new Run(backend, seed);
        for (int i = 0; i < 8; i++) {
            run.run(STEPS / 8);
            backend.force();
            while (backend.clean(i % 2 == 0)) {
                assertThat(backend.size()).isPositive();
            }
            backend.close();
            backend = SegmentedBackend.open(new SystemDisk(), root, OWNER, 4096);
            run.reopen(backend);
        }
        run.run(50);
        backend.close();
    }

    @Test
    void hashes_ofTwoStoresWithTheSameHistory_areEqualWhateverTheirCleaning() throws IOException {
        SegmentedBackend backend = SegmentedBackend.open(new SystemDisk(), directory.resolve("h"), OWNER, 4096);
        Run files = new Run(backend, 9);
        Run memory = new Run(new MemoryBackend(OWNER), 9);
        files.run(400);
        memory.run(400);
        backend.force();
        while (backend.clean(true)) {
            assertThat(backend.size()).isPositive();
        }
        for (long at = memory.compacted + 1; at <= memory.model.revision(); at += 7) {
            assertThat(files.bench.store().hash(at))
                    .isEqualTo(memory.bench.store().hash(at));
        }
        backend.close();
    }

    private static final class Run {
        private final Random random;
        private final ReferenceKv model = new ReferenceKv();
        private KvBench bench;
        private long compacted = -1;

        Run(Backend backend, long seed) {
            this.bench = new KvBench(backend);
            this.random = new Random(seed);
        }

        void reopen(Backend backend) {
            bench = new KvBench(backend);
            assertThat(bench.store().revision()).isEqualTo(model.revision());
            assertThat(bench.store().compactedRevision()).isEqualTo(compacted);
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
                assertThat(bench.store().revision()).isEqualTo(model.revision());
            }
        }

        private void step() {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> put();
                case 6, 7 -> delete();
                case 8 -> deleteRange();
                case 9, 10 -> txn();
                case 11 -> compact();
                default -> range();
            }
        }

        private Bytes key() {
            return Bytes.utf8("k" + random.nextInt(30));
        }

        private static ByteString wire(Bytes bytes) {
            return ByteString.copyFrom(bytes.toByteArray());
        }

        private PutRequest putRequest() {
            return PutRequest.newBuilder()
                    .setKey(wire(key()))
                    .setValue(ByteString.copyFromUtf8("v" + random.nextInt(100)))
                    .setPrevKv(random.nextBoolean())
                    .build();
        }

        private void put() {
            PutRequest request = putRequest();
            assertThat(bench.turn(txn -> KvEvaluator.put(txn, bench, request))).isInstanceOf(Answer.Ok.class);
            model.advance();
            model.put(Wire.bytes(request.getKey()), Wire.bytes(request.getValue()), 0);
        }

        private void delete() {
            Bytes key = key();
            DeleteRangeRequest request =
                    DeleteRangeRequest.newBuilder().setKey(wire(key)).build();
            boolean there = !model.keys(key, key.concat(Bytes.of(0))).isEmpty();
            assertThat(bench.turn(txn -> KvEvaluator.deleteRange(txn, request)).map(response -> response.getDeleted()))
                    .isEqualTo(Answer.ok(there ? 1L : 0L));
            if (there) {
                model.advance();
                assertThat(model.delete(key)).isTrue();
            }
        }

        private void deleteRange() {
            Bytes from = Bytes.utf8("k" + random.nextInt(3));
            Bytes to = from.concat(Bytes.utf8("5"));
            DeleteRangeRequest request = DeleteRangeRequest.newBuilder()
                    .setKey(wire(from))
                    .setRangeEnd(wire(to))
                    .setPrevKv(true)
                    .build();
            var keys = model.keys(from, to);
            assertThat(bench.turn(txn -> KvEvaluator.deleteRange(txn, request))
                            .map(response -> response.getPrevKvsCount()))
                    .isEqualTo(Answer.ok(keys.size()));
            if (!keys.isEmpty()) {
                model.advance();
                keys.forEach(model::delete);
            }
        }

        /** A delete, a put and a read of everything, in one revision. */
        private void txn() {
            Bytes deleted = Bytes.utf8("k1" + random.nextInt(10));
            Bytes put = Bytes.utf8("k2" + random.nextInt(10));
            RangeRequest everything = RangeRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("k"))
                    .setRangeEnd(ByteString.copyFromUtf8("l"))
                    .build();
            TxnRequest request = TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder()
                            .setRequestDeleteRange(
                                    DeleteRangeRequest.newBuilder().setKey(wire(deleted))))
                    .addSuccess(RequestOp.newBuilder()
                            .setRequestPut(
                                    PutRequest.newBuilder().setKey(wire(put)).setValue(ByteString.copyFromUtf8("t"))))
                    .addSuccess(RequestOp.newBuilder().setRequestRange(everything))
                    .build();
            var answer = bench.turn(txn -> TxnEvaluator.txn(txn, bench, request));
            model.advance();
            boolean there = model.delete(deleted);
            model.put(put, Bytes.utf8("t"), 0);
            assertThat(answer.map(response -> response.getResponses(2).getResponseRange()))
                    .isEqualTo(Answer.ok(model.range(everything)));
            assertThat(answer.map(response ->
                            response.getResponses(0).getResponseDeleteRange().getDeleted()))
                    .isEqualTo(Answer.ok(there ? 1L : 0L));
        }

        private void compact() {
            if (random.nextInt(4) > 0) {
                return;
            }
            long at = model.revision() - random.nextInt(40);
            Answer<?> answer = bench.turn(txn -> KvEvaluator.compact(
                    txn, CompactionRequest.newBuilder().setRevision(at).build()));
            if (at <= compacted) {
                assertThat(answer).isEqualTo(Answer.refused(EtcdError.COMPACTED));
            } else {
                assertThat(answer).isInstanceOf(Answer.Ok.class);
                compacted = at;
            }
        }

        private void range() {
            RangeRequest.Builder request = RangeRequest.newBuilder().setKey(wire(key()));
            if (random.nextInt(4) > 0) {
                request.setRangeEnd(random.nextBoolean() ? wire(key()) : wire(Bytes.of(0)));
            }
            if (random.nextBoolean()) {
                request.setLimit(random.nextInt(8));
            }
            if (random.nextBoolean()) {
                request.setRevision(Math.max(0, model.revision() + 2 - random.nextInt(60)));
            }
            if (random.nextInt(3) == 0) {
                request.setMinModRevision(random.nextInt((int) model.revision() + 1));
                request.setMaxCreateRevision(random.nextInt((int) model.revision() + 1));
            }
            if (random.nextBoolean()) {
                // Without a direction but with another target than the key, etcd limits before it sorts: not modelled.
                request.setSortOrderValue(1 + random.nextInt(2)).setSortTargetValue(random.nextInt(5));
            }
            request.setCountOnly(random.nextInt(6) == 0).setKeysOnly(random.nextInt(6) == 0);
            RangeRequest asked = request.build();
            Answer<RangeResponse> answer = RangeEvaluator.range(bench.store(), asked);
            if (asked.getRevision() > model.revision()) {
                assertThat(answer).isEqualTo(Answer.refused(EtcdError.FUTURE_REVISION));
            } else if (asked.getRevision() > 0 && asked.getRevision() < compacted) {
                assertThat(answer).isEqualTo(Answer.refused(EtcdError.COMPACTED));
            } else {
                assertThat(answer).isEqualTo(Answer.ok(model.range(asked)));
            }
        }
    }
}
