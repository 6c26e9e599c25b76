package io.fairlead.server.txn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.util.JsonFormat;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KeyState;
import io.fairlead.server.mvcc.ReadView;
import io.fairlead.server.mvcc.RevisionList;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Replays what a real etcd 3.5.16 was asked and answered, without network and log in between. */
class GoldenKvTest {
    private static final List<String> STATELESS =
            List.of("etcdserverpb.Lease/LeaseTimeToLive", "etcdserverpb.Maintenance/Defragment");

    private static final List<String> KNOWN = List.of(
            "etcdserverpb.KV/Put",
            "etcdserverpb.KV/Range",
            "etcdserverpb.KV/DeleteRange",
            "etcdserverpb.KV/Txn",
            "etcdserverpb.KV/Compact",
            "etcdserverpb.Maintenance/HashKV",
            "etcdserverpb.Lease/LeaseGrant",
            "etcdserverpb.Lease/LeaseRevoke");

    @TestFactory
    Stream<DynamicTest> puts_asRecorded() throws IOException {
        return scenarios("kv-put", false);
    }

    @TestFactory
    Stream<DynamicTest> ranges_asRecorded() throws IOException {
        return scenarios("kv-range", false);
    }

    @TestFactory
    Stream<DynamicTest> deletes_asRecorded() throws IOException {
        return scenarios("kv-delete", false);
    }

    @TestFactory
    Stream<DynamicTest> txns_asRecorded() throws IOException {
        return scenarios("kv-txn", false);
    }

    @TestFactory
    Stream<DynamicTest> compactions_asRecorded() throws IOException {
        return scenarios("compaction", false);
    }

    @TestFactory
    Stream<DynamicTest> hashes_asRecorded() throws IOException {
        return scenarios("maintenance", true);
    }

    /** @param hashesOnly leave out what asks for more than keys and their hash */
    private static Stream<DynamicTest> scenarios(String area, boolean hashesOnly) throws IOException {
        JsonObject file;
        try (InputStream in = GoldenKvTest.class.getResourceAsStream("/golden/" + area + ".json")) {
            assertThat(in).as("recorded scenarios of " + area).isNotNull();
            try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                file = JsonParser.parseReader(reader).getAsJsonObject();
            }
        }
        List<JsonObject> chosen = StreamSupport.stream(
                        file.getAsJsonArray("scenarios").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(scenario -> !hashesOnly || isAboutHashes(scenario))
                .toList();
        assertThat(chosen).hasSizeGreaterThan(5);
        return chosen.stream()
                .map(scenario ->
                        DynamicTest.dynamicTest(scenario.get("name").getAsString(), () -> new Replay(scenario).run()));
    }

    private static boolean isAboutHashes(JsonObject scenario) {
        boolean hashes = false;
        for (JsonElement step : scenario.getAsJsonArray("steps")) {
            JsonElement method = step.getAsJsonObject().get("method");
            if (method == null || !(KNOWN.contains(method.getAsString()) || STATELESS.contains(method.getAsString()))) {
                return false;
            }
            hashes |= method.getAsString().endsWith("/HashKV");
        }
        return hashes;
    }

    /** One scenario on a fresh store. */
    private static final class Replay {
        private final JsonObject scenario;
        private final KvBench bench = new KvBench(new MemoryBackend(new FileOwner(1, 2)));
        private final RequestRules rules;

        Replay(JsonObject scenario) {
            this.scenario = scenario;
            JsonElement server = scenario.get("server");
            boolean limits = server != null && server.getAsJsonObject().has("max_txn_ops");
            this.rules = new RequestRules(
                    limits ? server.getAsJsonObject().get("max_txn_ops").getAsInt() : RequestRules.DEFAULT_MAX_TXN_OPS);
        }

        void run() throws IOException {
            for (JsonElement element : scenario.getAsJsonArray("steps")) {
                JsonObject step = element.getAsJsonObject();
                String method = step.get("method").getAsString();
                if (STATELESS.contains(method)) {
                    continue;
                }
                check(step, method, resolved(step.get("request")).toString());
            }
        }

        private void check(JsonObject step, String method, String request) throws IOException {
            if (method.equals("etcdserverpb.Lease/LeaseGrant")) {
                LeaseGrantRequest grant =
                        parse(LeaseGrantRequest.newBuilder(), request).build();
                bench.leases().add(grant.getID());
                return;
            }
            if (method.equals("etcdserverpb.Lease/LeaseRevoke")) {
                LeaseRevokeRequest revoke =
                        parse(LeaseRevokeRequest.newBuilder(), request).build();
                revoke(revoke.getID());
                return;
            }
            Answer<? extends MessageLite> answer = switch (method) {
                case "etcdserverpb.KV/Put" ->
                    put(parse(PutRequest.newBuilder(), request).build());
                case "etcdserverpb.KV/Range" ->
                    range(parse(RangeRequest.newBuilder(), request).build());
                case "etcdserverpb.KV/DeleteRange" ->
                    deleteRange(parse(DeleteRangeRequest.newBuilder(), request).build());
                case "etcdserverpb.KV/Txn" ->
                    txn(parse(TxnRequest.newBuilder(), request).build());
                case "etcdserverpb.KV/Compact" ->
                    compact(parse(CompactionRequest.newBuilder(), request).build());
                case "etcdserverpb.Maintenance/HashKV" ->
                    hash(parse(HashKVRequest.newBuilder(), request).build());
                default -> throw new AssertionError("a method the replay does not know: " + method);
            };
            if (answer instanceof Answer.Refused<?> refused) {
                assertThat(step.has("error"))
                        .as("%s refused %s: %s", method, request, refused.error())
                        .isTrue();
                JsonObject error = step.getAsJsonObject("error");
                EtcdError given = refused.error();
                assertThat(given.text())
                        .as(request)
                        .isEqualTo(error.get("message").getAsString());
                assertThat(given.code().value()).isEqualTo(error.get("code").getAsInt());
                return;
            }
            assertThat(step.has("response"))
                    .as("%s accepted %s", method, request)
                    .isTrue();
            Message actual = (Message) ((Answer.Ok<?>) answer).value();
            Message expected = parse(
                            actual.newBuilderForType(),
                            resolved(step.get("response")).toString())
                    .build();
            assertThat(actual).as("%s %s", method, request).isEqualTo(expected);
        }

        private Answer<PutResponse> put(PutRequest request) {
            return ruled(rules.check(request), () -> bench.turn(txn -> KvEvaluator.put(txn, bench, request)));
        }

        private Answer<RangeResponse> range(RangeRequest request) {
            return ruled(rules.check(request), () -> RangeEvaluator.range(bench.store(), request));
        }

        private Answer<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
            return ruled(rules.check(request), () -> bench.turn(txn -> KvEvaluator.deleteRange(txn, request)));
        }

        private Answer<TxnResponse> txn(TxnRequest request) {
            return ruled(
                    rules.check(request),
                    () -> RequestRules.isReadOnly(request)
                            ? TxnEvaluator.readOnly(bench.store(), request)
                            : bench.turn(txn -> TxnEvaluator.txn(txn, bench, request)));
        }

        private Answer<CompactionResponse> compact(CompactionRequest request) {
            return bench.turn(txn -> KvEvaluator.compact(txn, request));
        }

        private Answer<HashKVResponse> hash(HashKVRequest request) {
            return bench.store()
                    .hash(request.getRevision())
                    .map(hash -> HashKVResponse.newBuilder()
                            .setHeader(Wire.header(bench.store().revision()))
                            .setHash(hash.hash())
                            .setCompactRevision(hash.compactedRevision())
                            .build());
        }

        /** As a lease's end does it: its keys are deleted in key order at one revision. */
        private void revoke(long id) {
            bench.leases().remove(id);
            ReadView view = bench.store().view();
            RevisionList found = new RevisionList();
            view.find(KeySpan.ALL, view.revision(), 0, found);
            bench.turn(txn -> {
                for (int i = 0; i < found.size(); i++) {
                    KeyState key = txn.read(found.mainAt(i), found.subAt(i));
                    if (key != null && key.lease() == id) {
                        txn.deleteRange(KeySpan.of(key.key()));
                    }
                }
                return Answer.ok(id);
            });
        }

        private interface Evaluation<T> {
            Answer<T> run();
        }

        private static <T> Answer<T> ruled(Optional<EtcdError> fault, Evaluation<T> evaluation) {
            return fault.<Answer<T>>map(Answer::refused).orElseGet(evaluation::run);
        }

        private static <B extends Message.Builder> B parse(B builder, String json)
                throws InvalidProtocolBufferException {
            JsonFormat.parser().merge(json, builder);
            return builder;
        }

        /** Writes the short forms of the notation out and leaves out what says nothing about the answer. */
        private static JsonElement resolved(JsonElement element) {
            if (element.isJsonArray()) {
                JsonArray array = new JsonArray();
                element.getAsJsonArray().forEach(item -> array.add(resolved(item)));
                return array;
            }
            if (!element.isJsonObject()) {
                return element;
            }
            JsonObject object = element.getAsJsonObject();
            if (object.has("$fill")) {
                JsonObject fill = object.getAsJsonObject("$fill");
                byte[] bytes = new byte[fill.get("len").getAsInt()];
                Arrays.fill(bytes, (byte) fill.get("byte").getAsInt());
                return new JsonPrimitive(Base64.getEncoder().encodeToString(bytes));
            }
            JsonObject resolved = new JsonObject();
            for (Map.Entry<String, JsonElement> member : object.entrySet()) {
                if (!member.getKey().equals("$allow_extra")) {
                    resolved.add(member.getKey(), resolved(member.getValue()));
                }
            }
            return resolved;
        }
    }
}
