package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Messages that are a little smaller than a given one: a field or an element less, or a simpler value in its place. */
final class SmallerMessages {
    private static final ByteString SIMPLEST = ByteString.copyFromUtf8("a");

    private SmallerMessages() {}

    /** Lazily, the boldest ones first. Each is simpler by some measure, so taking one after the other comes to an end. */
    static Stream<Message> of(Message message) {
        return Stream.concat(
                message.getAllFields().keySet().stream()
                        .map(field -> message.toBuilder().clearField(field).build()),
                message.getAllFields().keySet().stream().flatMap(field -> withSmaller(message, field)));
    }

    private static Stream<Message> withSmaller(Message message, FieldDescriptor field) {
        if (field.isRepeated()) {
            List<?> elements = (List<?>) message.getField(field);
            return Stream.concat(
                    IntStream.range(0, elements.size()).mapToObj(i -> without(message, field, i)),
                    IntStream.range(0, elements.size())
                            .boxed()
                            .flatMap(i -> smaller(elements.get(i))
                                    .map(element -> message.toBuilder()
                                            .setRepeatedField(field, i, element)
                                            .build())));
        }
        return smaller(message.getField(field))
                .map(value -> message.toBuilder().setField(field, value).build());
    }

    private static Message without(Message message, FieldDescriptor field, int position) {
        Message.Builder smaller = message.toBuilder().clearField(field);
        List<?> elements = (List<?>) message.getField(field);
        for (int i = 0; i < elements.size(); i++) {
            if (i != position) {
                smaller.addRepeatedField(field, elements.get(i));
            }
        }
        return smaller.build();
    }

    private static Stream<?> smaller(Object value) {
        if (value instanceof Message message) {
            return of(message);
        }
        if (value instanceof ByteString bytes) {
            return smallerBytes(bytes);
        }
        if (value instanceof Long number) {
            return LongStream.of(1, Revisions.current(0), Revisions.compacted(0), number / 2)
                    .filter(simpler -> weight(simpler) < weight(number))
                    .boxed();
        }
        // Booleans, enums and floats are simplest when not set, which was tried.
        if (value instanceof EnumValueDescriptor || value instanceof Boolean || value instanceof Integer) {
            return Stream.empty();
        }
        throw new IllegalArgumentException("a field of " + value.getClass());
    }

    private static Stream<ByteString> smallerBytes(ByteString bytes) {
        return Stream.of(
                        SIMPLEST,
                        bytes.substring(0, bytes.size() / 2),
                        bytes.substring(0, Math.max(0, bytes.size() - 1)))
                .filter(simpler -> !simpler.isEmpty() && weight(simpler) < weight(bytes));
    }

    private static long weight(ByteString bytes) {
        return bytes.equals(SIMPLEST) ? 0 : 1 + bytes.size();
    }

    /** One, then relative revisions without an offset, then by size. */
    private static long weight(long number) {
        if (number == 1) {
            return 0;
        }
        boolean plain = number == Revisions.current(0) || number == Revisions.compacted(0);
        return plain ? 1 : 2 + Math.abs(number / 2);
    }
}
