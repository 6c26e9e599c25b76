package io.fairlead.server.rpc.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Single values of protobuf's JSON. The wire has integers, enums, strings and bytes; booleans are read apart. */
final class Scalars {
    /** No number of 64 bits needs more; longer ones cost more to read than they are worth. */
    private static final int DIGITS_MAX = 64;

    private static final BigInteger UNSIGNED_LONG_MAX =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private Scalars() {}

    /**
     * The value of {@code field} that {@code text} says; empty if it says none.
     *
     * @param quoted whether it stood between quotes: numbers may, text must
     */
    static Optional<Object> read(FieldDescriptor field, String text, boolean quoted) {
        return switch (field.getType()) {
            case STRING ->
                quoted && StandardCharsets.UTF_8.newEncoder().canEncode(text) ? Optional.of(text) : Optional.empty();
            case BYTES -> quoted ? base64(text) : Optional.empty();
            case ENUM -> quoted ? name(field.getEnumType(), text) : number(field.getEnumType(), text);
            case INT32, SINT32, SFIXED32 ->
                integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE).map(Long::intValue);
            case UINT32, FIXED32 -> integer(text, 0, 0xFFFF_FFFFL).map(Long::intValue);
            case INT64, SINT64, SFIXED64 ->
                integer(text, Long.MIN_VALUE, Long.MAX_VALUE).map(value -> value);
            case UINT64, FIXED64 -> unsigned(text);
            case BOOL, MESSAGE, GROUP, FLOAT, DOUBLE ->
                throw new IllegalStateException("the wire has no such field: " + field.getFullName());
        };
    }

    private static Optional<Long> integer(String text, long min, long max) {
        Optional<BigDecimal> number = decimal(text);
        try {
            return number.map(BigDecimal::longValueExact).filter(value -> value >= min && value <= max);
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> unsigned(String text) {
        Optional<BigDecimal> number = decimal(text);
        // Many digits are seen before they are counted out: 1e999999999 is short to write.
        if (number.isEmpty() || number.get().precision() - (long) number.get().scale() > DIGITS_MAX) {
            return Optional.empty();
        }
        try {
            BigInteger value = number.get().toBigIntegerExact();
            return value.signum() >= 0 && value.compareTo(UNSIGNED_LONG_MAX) <= 0
                    ? Optional.of(value.longValue())
                    : Optional.empty();
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> decimal(String text) {
        if (text.length() > DIGITS_MAX) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> name(EnumDescriptor type, String text) {
        return Optional.ofNullable(type.findValueByName(text));
    }

    /** Numbers pass even if they have no name: what they mean is for the service to refuse, as over gRPC. */
    private static Optional<Object> number(EnumDescriptor type, String text) {
        return integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE)
                .map(value -> type.findValueByNumberCreatingIfUnknown(value.intValue()));
    }

    /** Standard or for URLs, with padding or without. */
    private static Optional<Object> base64(String text) {
        try {
            return Optional.of(ByteString.copyFrom(
                    Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
