package io.fairlead.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds the reference to what a real etcd 3.5.16 answered, as far as the scenarios are about what the reference knows. */
class GoldenReferenceTest {
    private static final List<String> AREAS =
            List.of("kv-put", "kv-range", "kv-delete", "kv-txn", "compaction", "lease", "maintenance");

    private static final Map<String, StepKind> METHODS = Map.ofEntries(
            Map.entry("etcdserverpb.KV/Put", StepKind.PUT),
            Map.entry("etcdserverpb.KV/Range", StepKind.RANGE),
            Map.entry("etcdserverpb.KV/DeleteRange", StepKind.DELETE),
            Map.entry("etcdserverpb.KV/Txn", StepKind.TXN),
            Map.entry("etcdserverpb.KV/Compact", StepKind.COMPACT),
            Map.entry("etcdserverpb.Maintenance/HashKV", StepKind.HASH),
            Map.entry("etcdserverpb.Lease/LeaseGrant", StepKind.GRANT),
            Map.entry("etcdserverpb.Lease/LeaseRevoke", StepKind.REVOKE),
            Map.entry("etcdserverpb.Lease/LeaseKeepAlive", StepKind.KEEP_ALIVE),
            Map.entry("etcdserverpb.Lease/LeaseTimeToLive", StepKind.TIME_TO_LIVE),
            Map.entry("etcdserverpb.Lease/LeaseLeases", StepKind.LEASES));

    /** The scenarios whose leases get an id from the server are not for a model without chance. */
    private static final String CHANCE = "$capture";

    @TestFactory
    Stream<DynamicTest> reference_recordedRequest_answersAsEtcdDid() throws IOException {
        Stream<DynamicTest> tests = Stream.empty();
        for (String area : AREAS) {
            tests = Stream.concat(tests, scenarios(area));
        }
        return tests;
    }

    private static Stream<DynamicTest> scenarios(String area) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(GoldenReferenceTest.class.getResourceAsStream("/golden/" + area + ".json"))) {
            JsonObject file = JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject();
            List<DynamicTest> tests = StreamSupport.stream(
                            file.getAsJsonArray("scenarios").spliterator(), false)
                    .map(JsonElement::getAsJsonObject)
                    .filter(GoldenReferenceTest::isKnown)
                    .map(scenario -> dynamicTest(scenario.get("name").getAsString(), () -> replay(scenario)))
                    .toList();
            assertThat(tests).as(area).hasSizeGreaterThan(5);
            return tests.stream();
        }
    }

    private static boolean isKnown(JsonObject scenario) {
        boolean known = !scenario.toString().contains(CHANCE);
        for (JsonElement element : scenario.getAsJsonArray("steps")) {
            JsonObject step = element.getAsJsonObject();
            known &= step.has("sleep_ms")
                    || (step.has("method")
                            && METHODS.containsKey(step.get("method").getAsString()))
                    || (step.has("stream") && step.get("stream").getAsString().startsWith("k"));
        }
        return known;
    }

    private static void replay(JsonObject scenario) throws IOException {
        JsonElement server = scenario.get("server");
        boolean limits = server != null && server.getAsJsonObject().has("max_txn_ops");
        Reference reference = new Reference(
                limits ? server.getAsJsonObject().get("max_txn_ops").getAsInt() : 128);
        for (JsonElement element : scenario.getAsJsonArray("steps")) {
            JsonObject step = element.getAsJsonObject();
            if (step.has("sleep_ms")) {
                reference.leases().elapse(step.get("sleep_ms").getAsLong());
            } else if (!step.has("stream")) {
                StepKind kind =
                        Objects.requireNonNull(METHODS.get(step.get("method").getAsString()));
                check(reference, kind, parse(kind.nothing(), step.get("request")), step);
            } else if (step.has("send")) {
                StepKind kind = StepKind.KEEP_ALIVE;
                JsonObject unary = new JsonObject();
                unary.add("response", step.getAsJsonArray("expect").get(0));
                check(reference, kind, parse(kind.nothing(), step.get("send")), unary);
            }
        }
    }

    private static void check(Reference reference, StepKind kind, Message request, JsonObject step) throws IOException {
        if (kind == StepKind.HASH) {
            checkHash(reference, (HashKVRequest) request, step);
            return;
        }
        Answer<? extends Message> answer = reference.answer(kind, request);
        if (answer instanceof Answer.Refused<?> refused) {
            assertThat(step.has("error")).as("%s refused: %s", request, answer).isTrue();
            JsonObject error = step.getAsJsonObject("error");
            assertThat(refused.error().text())
                    .as("%s", request)
                    .isEqualTo(error.get("message").getAsString());
            assertThat(refused.error().code().value())
                    .isEqualTo(error.get("code").getAsInt());
            return;
        }
        assertThat(step.has("response")).as("%s accepted", request).isTrue();
        Message actual = (Message) ((Answer.Ok<?>) answer).value();
        JsonElement expected = step.get("response");
        if (actual instanceof LeaseTimeToLiveResponse response
                && expected.toString().contains("$between")) {
            // The recorder allowed for the time its calls took; here no time passes but what a scenario sleeps.
            JsonObject time = expected.getAsJsonObject();
            JsonArray bounds = time.getAsJsonObject("TTL").getAsJsonArray("$between");
            assertThat(response.getTTL())
                    .isBetween(bounds.get(0).getAsLong(), bounds.get(1).getAsLong());
            time.addProperty("TTL", response.getTTL());
        }
        assertThat(actual).as("%s", request).isEqualTo(parse(actual, expected));
    }

    private static void checkHash(Reference reference, HashKVRequest request, JsonObject step) throws IOException {
        if (step.has("response")) {
            HashKVResponse recorded = (HashKVResponse) parse(HashKVResponse.getDefaultInstance(), step.get("response"));
            long at = request.getRevision() == 0 ? recorded.getHeader().getRevision() : request.getRevision();
            Answer<HashKVResponse> answer =
                    Answer.ok(recorded.toBuilder().setHashRevision(at).build());
            assertThat(reference.faultOf(request, answer)).isEmpty();
        }
    }

    private static Message parse(Message like, JsonElement json) throws InvalidProtocolBufferException {
        Message.Builder builder = like.newBuilderForType();
        JsonFormat.parser().merge(resolved(json).toString(), builder);
        return builder.build();
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
        object.entrySet().stream()
                .filter(member -> !member.getKey().equals("$allow_extra"))
                .forEach(member -> resolved.add(member.getKey(), resolved(member.getValue())));
        return resolved;
    }
}
