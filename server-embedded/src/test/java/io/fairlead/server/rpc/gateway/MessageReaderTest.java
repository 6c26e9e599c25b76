package io.fairlead.server.rpc.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reader of protobuf's JSON, against protobuf's own where both should agree. */
class MessageReaderTest {
    private static final int ROUNDS = 40;

    private static Message read(Message empty, String json) throws BadJsonException {
        return MessageReader.read(empty, Bytes.utf8(json));
    }

    private static RangeRequest range(String json) throws BadJsonException {
        return (RangeRequest) read(RangeRequest.getDefaultInstance(), json);
    }

    @Test
    void message_asProtobufPrintsIt_isReadAsItWas() throws Exception {
        Random random = new Random(7);
        JsonFormat.Printer original = JsonFormat.printer().preservingProtoFieldNames();
        JsonFormat.Printer camelCase = JsonFormat.printer().printingEnumsAsInts();
        for (var route : Routes.paths().keySet()) {
            Message empty = Routes.emptyRequest(Routes.find(route).orElseThrow());
            for (int i = 0; i < ROUNDS; i++) {
                Message message = fill(empty.newBuilderForType(), random, 3);
                assertThat(read(empty, original.print(message))).isEqualTo(message);
                assertThat(read(empty, camelCase.print(message))).isEqualTo(message);
            }
        }
        StatusResponse status = StatusResponse.newBuilder()
                .setLeader(-1)
                .setDbSize(Long.MIN_VALUE)
                .build();
        assertThat(read(StatusResponse.getDefaultInstance(), original.print(status)))
                .isEqualTo(status);
    }

    @Test
    void bytesChangedAtRandom_areReadOrRefused_nothingElse() throws Exception {
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            Message message = fill(TxnRequest.newBuilder(), random, 3);
            byte[] json = JsonFormat.printer()
                    .omittingInsignificantWhitespace()
                    .print(message)
                    .getBytes(StandardCharsets.UTF_8);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            }
            try {
                MessageReader.read(TxnRequest.getDefaultInstance(), Bytes.unsafeWrap(json));
            } catch (BadJsonException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static Message fill(Message.Builder into, Random random, int depth) {
        for (FieldDescriptor field : into.getDescriptorForType().getFields()) {
            boolean skipped = random.nextBoolean()
                    || (field.getContainingOneof() != null && into.hasOneof(field.getContainingOneof()))
                    || (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == 0);
            if (skipped) {
                continue;
            }
            if (field.isRepeated()) {
                for (int count = random.nextInt(3); count >= 0; count--) {
                    into.addRepeatedField(field, value(into, field, random, depth));
                }
            } else {
                into.setField(field, value(into, field, random, depth));
            }
        }
        return into.build();
    }

    private static Object value(Message.Builder into, FieldDescriptor field, Random random, int depth) {
        return switch (field.getJavaType()) {
            case INT -> random.nextInt();
            case LONG -> random.nextLong();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> "s\"\\\u00e9\ud83d\ude00<" + random.nextInt();
            case BYTE_STRING -> {
                byte[] bytes = new byte[random.nextInt(6)];
                random.nextBytes(bytes);
                yield ByteString.copyFrom(bytes);
            }
            case ENUM ->
                field.getEnumType()
                        .getValues()
                        .get(random.nextInt(field.getEnumType().getValues().size()));
            case MESSAGE -> fill(into.newBuilderForField(field), random, depth - 1);
            case FLOAT, DOUBLE -> throw new IllegalStateException("the wire has no " + field);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "{}", "{\"key\":null,\"nope\":{\"x\":[1,{}]}}"})
    void nothingSaid_isTheEmptyMessage(String json) throws BadJsonException {
        assertThat(range(json)).isEqualTo(RangeRequest.getDefaultInstance());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"_-8= | FF-EF", "_-8 | FF-EF", "/+8= | FF-EF", "/+8 | FF-EF", "YQ== | 61", "YQ | 61"})
    void bytes_inAnyBase64_areTheSame(String text, String hex) throws BadJsonException {
        StringBuilder read = new StringBuilder();
        for (byte b : range("{\"key\":\"" + text + "\"}").getKey()) {
            read.append(read.length() == 0 ? "" : "-").append(String.format("%02X", b));
        }
        assertThat(read.toString()).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"5\"", "5.0", "50e-1", "\"5.00\""})
    void number_inAnyForm_isTheSame(String text) throws BadJsonException {
        assertThat(range("{\"limit\":" + text + "}").getLimit()).isEqualTo(5);
    }

    @Test
    void enum_byNameOrNumber_isTheSame() throws BadJsonException {
        assertThat(range("{\"sort_order\":\"DESCEND\"}")).isEqualTo(range("{\"sortOrder\":2}"));
        assertThat(range("{\"sort_order\":7}").getSortOrderValue()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"key\":",
                "{\"key\":\"YQ==\"} trailing",
                "{\"key\":\"YQ==\"}{}",
                "[]",
                "null",
                "5",
                "\"x\"",
                "{key:\"YQ==\"}",
                "{'key':'YQ=='}",
                "{\"key\":\"YQ==\",}",
                "/* */{}",
                "{\"key\":5}",
                "{\"key\":\"!!\"}",
                "{\"key\":\"YQ=\"}",
                "{\"key\":[\"YQ==\"]}",
                "{\"limit\":\"x\"}",
                "{\"limit\":1.5}",
                "{\"limit\":9223372036854775808}",
                "{\"limit\":1e999999999}",
                "{\"limit\":1e-999999999}",
                "{\"limit\":true}",
                "{\"limit\":{}}",
                "{\"limit\":NaN}",
                "{\"serializable\":\"true\"}",
                "{\"serializable\":1}",
                "{\"sort_order\":\"descend\"}",
                "{\"sort_order\":2.5}",
                "{\"sort_order\":99999999999}",
                "{\"key\":\"YQ==\",\"key\":\"YQ==\"}",
                "{\"key\":\"\u0001\"}"
            })
    void notTheMessage_isRefused(String json) {
        assertThatThrownBy(() -> range(json)).isInstanceOf(BadJsonException.class);
    }

    @Test
    void notTheMessage_ofOtherKinds_isRefused() {
        assertThatThrownBy(
                        () -> read(WatchRequest.getDefaultInstance(), "{\"create_request\":{},\"cancel_request\":{}}"))
                .hasMessageContaining("oneof");
        assertThatThrownBy(() -> read(TxnRequest.getDefaultInstance(), "{\"compare\":{}}"))
                .isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> read(TxnRequest.getDefaultInstance(), "{\"compare\":[null]}"))
                .isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> read(StatusResponse.getDefaultInstance(), "{\"leader\":-1}"))
                .isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> read(StatusResponse.getDefaultInstance(), "{\"leader\":1e30}"))
                .isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> read(StatusResponse.getDefaultInstance(), "{\"version\":\"\\ud800\"}"))
                .isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> MessageReader.read(
                        StatusResponse.getDefaultInstance(),
                        Bytes.unsafeWrap(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'})))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void nesting_endsBeforeTheStackDoes() throws BadJsonException {
        String deep = "{\"success\":[{\"request_txn\":".repeat(20) + "{}" + "}]}".repeat(20);
        assertThat(read(TxnRequest.getDefaultInstance(), deep)).isNotNull();
        String deeper = "{\"x\":".repeat(100_000) + "{}" + "}".repeat(100_000);
        assertThatThrownBy(() -> range(deeper)).isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> range("[".repeat(100_000))).isInstanceOf(BadJsonException.class);
    }
}
