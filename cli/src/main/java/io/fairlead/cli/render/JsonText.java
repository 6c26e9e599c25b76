package io.fairlead.cli.render;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * JSON as Go's {@code encoding/json} writes the messages of the wire. It isn't the JSON mapping of protobuf: numbers
 * of 64 bits are numbers, enumerations are numbers, names are those of the .proto file, and a oneof is an object
 * under its capitalised name.
 */
public final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final StringBuilder text = new StringBuilder();

    static String of(Message message) {
        return new JsonText().message(message).toString();
    }

    /** A JSON string, quoted and escaped as Go does, which also escapes the characters HTML gives a meaning. */
    public static String quote(String value) {
        return new JsonText().string(value).toString();
    }

    private JsonText message(Message message) {
        text.append('{');
        boolean first = true;
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (!first) {
                text.append(',');
            }
            first = false;
            OneofDescriptor oneof = field.getRealContainingOneof();
            if (oneof != null) {
                String name = oneof.getName();
                string(Character.toUpperCase(name.charAt(0)) + name.substring(1))
                        .text
                        .append(":{");
            }
            string(field.getName()).text.append(':');
            field(field, entry.getValue());
            if (oneof != null) {
                text.append('}');
            }
        }
        text.append('}');
        return this;
    }

    private void field(FieldDescriptor field, Object value) {
        if (!field.isRepeated()) {
            value(field, value);
            return;
        }
        text.append('[');
        boolean first = true;
        for (Object element : (List<?>) value) {
            if (!first) {
                text.append(',');
            }
            first = false;
            value(field, element);
        }
        text.append(']');
    }

    private void value(FieldDescriptor field, Object value) {
        switch (field.getJavaType()) {
            case MESSAGE -> message((Message) value);
            case STRING -> string((String) value);
            case BYTE_STRING ->
                text.append('"')
                        .append(BASE64.encodeToString(((ByteString) value).toByteArray()))
                        .append('"');
            case ENUM -> text.append(((EnumValueDescriptor) value).getNumber());
            case LONG -> {
                boolean unsigned = field.getType() == FieldDescriptor.Type.UINT64
                        || field.getType() == FieldDescriptor.Type.FIXED64;
                text.append(unsigned ? Long.toUnsignedString((Long) value) : value.toString());
            }
            case INT -> {
                boolean unsigned = field.getType() == FieldDescriptor.Type.UINT32
                        || field.getType() == FieldDescriptor.Type.FIXED32;
                text.append(unsigned ? Integer.toUnsignedString((Integer) value) : value.toString());
            }
            case BOOLEAN, FLOAT, DOUBLE -> text.append(value);
        }
    }

    private JsonText string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                        escape(c);
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
        return this;
    }

    private void escape(char c) {
        text.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[c >> 8 & 0xF])
                .append(HEX[c >> 4 & 0xF])
                .append(HEX[c & 0xF]);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
