package io.fairlead.server.rpc.gateway;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.fairlead.api.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads one message from JSON, by protobuf's mapping: fields by their original or their camel-case name, unknown ones passed
 * over as etcd does, null for "not there".
 *
 * <p>Stricter than protobuf's own parser, which takes what isn't JSON (bare words, comments) and passes over names of enums
 * it doesn't know: a comparison whose target was mistyped must not compare something else.
 */
final class MessageReader {
    /** Objects and arrays within each other. */
    static final int DEPTH_MAX = 64;

    private final JsonReader json;

    private MessageReader(JsonReader json) {
        this.json = json;
    }

    /**
     * The message that {@code body} says; an empty body says the empty message.
     *
     * @throws BadJsonException if it says something else
     */
    static Message read(Message empty, Bytes body) throws BadJsonException {
        String text = text(body);
        if (text.isBlank()) {
            return empty;
        }
        JsonReader json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        json.setNestingLimit(DEPTH_MAX);
        try {
            Message.Builder message = empty.newBuilderForType();
            new MessageReader(json).object(message);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new BadJsonException("proto: syntax error: unexpected words after the message");
            }
            return message.build();
        } catch (MalformedJsonException e) {
            throw new BadJsonException("proto: syntax error: " + firstLine(e));
        } catch (EOFException e) {
            throw new BadJsonException("unexpected EOF");
        } catch (IOException | IllegalStateException e) {
            throw new BadJsonException("proto: " + firstLine(e));
        }
    }

    private static String text(Bytes body) throws BadJsonException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.unsafeArray(), body.unsafeOffset(), body.size()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadJsonException("proto: syntax error: invalid UTF-8");
        }
    }

    /** Gson adds a link to its pages. */
    private static String firstLine(Exception cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private void object(Message.Builder into) throws IOException, BadJsonException {
        if (json.peek() != JsonToken.BEGIN_OBJECT) {
            throw new BadJsonException("proto: syntax error: unexpected token " + json.peek() + at());
        }
        Set<FieldDescriptor> seen = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            FieldDescriptor field = field(into.getDescriptorForType(), name);
            if (field == null) {
                json.skipValue();
                continue;
            }
            if (!seen.add(field)) {
                throw new BadJsonException("proto: duplicate field \"" + name + "\"" + at());
            }
            if (json.peek() == JsonToken.NULL) {
                json.nextNull();
                continue;
            }
            OneofDescriptor oneof = field.getContainingOneof();
            if (oneof != null && into.hasOneof(oneof)) {
                throw new BadJsonException(
                        "proto: error parsing \"" + name + "\", oneof " + oneof.getFullName() + " is already set");
            }
            if (field.isRepeated()) {
                array(into, field);
            } else {
                into.setField(field, value(into, field));
            }
        }
        json.endObject();
    }

    private static @org.jspecify.annotations.Nullable FieldDescriptor field(Descriptor type, String name) {
        FieldDescriptor original = type.findFieldByName(name);
        if (original != null) {
            return original;
        }
        for (FieldDescriptor field : type.getFields()) {
            if (field.getJsonName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private void array(Message.Builder into, FieldDescriptor field) throws IOException, BadJsonException {
        if (json.peek() != JsonToken.BEGIN_ARRAY) {
            throw invalid(field, raw());
        }
        json.beginArray();
        while (json.hasNext()) {
            into.addRepeatedField(field, value(into, field));
        }
        json.endArray();
    }

    private Object value(Message.Builder into, FieldDescriptor field) throws IOException, BadJsonException {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            Message.Builder child = into.newBuilderForField(field);
            object(child);
            return child.build();
        }
        if (field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN) {
            if (json.peek() != JsonToken.BOOLEAN) {
                throw invalid(field, raw());
            }
            return json.nextBoolean();
        }
        boolean quoted = json.peek() == JsonToken.STRING;
        if (!quoted && json.peek() != JsonToken.NUMBER) {
            throw invalid(field, raw());
        }
        String text = json.nextString();
        return Scalars.read(field, text, quoted).orElseThrow(() -> invalid(field, quoted ? "\"" + text + "\"" : text));
    }

    /** What stands where something else should. */
    private String raw() throws IOException {
        return switch (json.peek()) {
            case STRING -> "\"" + json.nextString() + "\"";
            case NUMBER -> json.nextString();
            case BOOLEAN -> String.valueOf(json.nextBoolean());
            case BEGIN_OBJECT -> "{";
            case BEGIN_ARRAY -> "[";
            case NULL -> "null";
            case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT -> "";
        };
    }

    private BadJsonException invalid(FieldDescriptor field, String value) {
        String shown = value.length() <= 64 ? value : value.substring(0, 64) + "...";
        return new BadJsonException(
                "proto: invalid value for " + field.getType().name().toLowerCase(java.util.Locale.ROOT) + " field "
                        + field.getName() + ": " + shown);
    }

    private String at() {
        return " at " + json.getPath();
    }
}
