package io.fairlead.api.pb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.fairlead.api.pb.authpb.AuthProto;
import io.fairlead.api.pb.etcdserverpb.RpcProto;
import io.fairlead.api.pb.mvccpb.KvProto;
import io.fairlead.api.pb.v3electionpb.ElectionProto;
import io.fairlead.api.pb.v3lockpb.LockProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Our .proto files say what the recorded facts about etcd's wire say, no less and no more. Both sides are written down
 * as lines of text, one a fact, so that a difference names itself.
 */
class WireTest {
    private static final List<FileDescriptor> FILES = List.of(
            KvProto.getDescriptor(),
            AuthProto.getDescriptor(),
            RpcProto.getDescriptor(),
            LockProto.getDescriptor(),
            ElectionProto.getDescriptor());

    @Test
    void services_ofOurProtos_areThoseOfTheFacts() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (Map.Entry<String, JsonElement> service : section("services")) {
            for (Map.Entry<String, JsonElement> method : service.getValue()
                    .getAsJsonObject()
                    .getAsJsonObject("methods")
                    .entrySet()) {
                JsonObject facts = method.getValue().getAsJsonObject();
                expected.add(String.join(
                        " ",
                        text(facts, "grpc_path"),
                        text(facts, "kind"),
                        text(facts, "request"),
                        text(facts, "response")));
            }
        }
        Set<String> actual = new TreeSet<>();
        for (FileDescriptor file : FILES) {
            for (ServiceDescriptor service : file.getServices()) {
                service.getMethods().forEach(method -> actual.add(line(service, method)));
            }
        }
        assertThat(actual).isNotEmpty().isEqualTo(expected);
    }

    @Test
    void messages_ofOurProtos_areThoseOfTheFacts() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (Map.Entry<String, JsonElement> message : section("messages")) {
            expected.add(message.getKey());
            JsonObject facts = message.getValue().getAsJsonObject();
            if (facts.has("fields")) {
                for (JsonElement field : facts.getAsJsonArray("fields")) {
                    expected.add(message.getKey() + line(field.getAsJsonObject()));
                }
            }
        }
        Set<String> actual = new TreeSet<>();
        FILES.forEach(file -> file.getMessageTypes().forEach(message -> addMessage(message, actual)));
        assertThat(actual).isNotEmpty().isEqualTo(expected);
    }

    @Test
    void enums_ofOurProtos_areThoseOfTheFacts() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (Map.Entry<String, JsonElement> entry : section("enums")) {
            for (JsonElement value : entry.getValue().getAsJsonObject().getAsJsonArray("values")) {
                JsonObject facts = value.getAsJsonObject();
                expected.add(entry.getKey() + " " + text(facts, "name") + "=" + text(facts, "number"));
            }
        }
        Set<String> actual = new TreeSet<>();
        for (FileDescriptor file : FILES) {
            file.getEnumTypes().forEach(type -> addEnum(type, actual));
            file.getMessageTypes().forEach(message -> message.getEnumTypes().forEach(type -> addEnum(type, actual)));
        }
        assertThat(actual).isNotEmpty().isEqualTo(expected);
    }

    private static String line(ServiceDescriptor service, MethodDescriptor method) {
        String kind = method.isClientStreaming()
                ? (method.isServerStreaming() ? "bidi_stream" : "client_stream")
                : (method.isServerStreaming() ? "server_stream" : "unary");
        return "/" + service.getFullName() + "/" + method.getName() + " " + kind + " "
                + method.getInputType().getFullName() + " "
                + method.getOutputType().getFullName();
    }

    private static String line(JsonObject field) {
        return " " + text(field, "number")
                + " " + text(field, "name")
                + (field.has("repeated") ? " repeated" : "")
                + (field.has("packed") && field.get("packed").getAsBoolean() ? " packed" : "")
                + " " + text(field, "kind")
                + " " + text(field, "type")
                + (field.has("oneof") ? " in " + text(field, "oneof") : "")
                + " json " + (field.has("json") ? text(field, "json") : text(field, "name"));
    }

    private static void addMessage(Descriptor message, Set<String> lines) {
        assertThat(message.getNestedTypes()).as(message.getFullName()).isEmpty();
        lines.add(message.getFullName());
        for (FieldDescriptor field : message.getFields()) {
            lines.add(message.getFullName()
                    + " " + field.getNumber()
                    + " " + field.getName()
                    + (field.isRepeated() ? " repeated" : "")
                    + (field.isPacked() ? " packed" : "")
                    + " " + typeOf(field)
                    + (field.getContainingOneof() == null
                            ? ""
                            : " in " + field.getContainingOneof().getName())
                    + " json " + field.getJsonName());
        }
    }

    private static String typeOf(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> "message " + field.getMessageType().getFullName();
            case ENUM -> "enum " + field.getEnumType().getFullName();
            default ->
                "scalar "
                        + field.toProto()
                                .getType()
                                .name()
                                .substring("TYPE_".length())
                                .toLowerCase(Locale.ROOT);
        };
    }

    private static void addEnum(EnumDescriptor type, Set<String> lines) {
        for (EnumValueDescriptor value : type.getValues()) {
            lines.add(type.getFullName() + " " + value.getName() + "=" + value.getNumber());
        }
    }

    private static Set<Map.Entry<String, JsonElement>> section(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(WireTest.class.getResourceAsStream("/wire/etcd-v3.json"), "the facts")) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject()
                    .getAsJsonObject(name)
                    .entrySet();
        }
    }

    private static String text(JsonObject facts, String name) {
        return facts.get(name).getAsString();
    }
}
