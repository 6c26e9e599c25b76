package io.fairlead.jcache.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The form of a single value. Whole numbers, texts and ids are in the order of their bytes. */
record Scalar<T>(Class<T> type, int tag, BiConsumer<T, Sink> writer, Function<Source, T> reader) implements Form<T> {
    /** Does not occur in UTF-8: what follows are the chars of a text that has none. */
    private static final int BARE_CHARS = 0xFF;

    static final Scalar<String> TEXT = new Scalar<>(String.class, 's', Scalar::writeText, Scalar::readText);

    private static final List<Scalar<?>> ALL = List.of(
            TEXT,
            new Scalar<>(Boolean.class, 'b', (is, out) -> out.int8(is ? 1 : 0), in -> in.int8() != 0),
            new Scalar<>(Byte.class, '1', (number, out) -> out.int8(number ^ 0x80), in -> (byte) (in.int8() ^ 0x80)),
            new Scalar<>(
                    Short.class, '2', (number, out) -> out.int16(number ^ 0x8000), in -> (short) (in.int16() ^ 0x8000)),
            new Scalar<>(Character.class, 'c', (one, out) -> out.int16(one), in -> (char) in.int16()),
            new Scalar<>(
                    Integer.class,
                    '4',
                    (number, out) -> out.int32(number ^ Integer.MIN_VALUE),
                    in -> in.int32() ^ Integer.MIN_VALUE),
            new Scalar<>(
                    Long.class,
                    '8',
                    (number, out) -> out.int64(number ^ Long.MIN_VALUE),
                    in -> in.int64() ^ Long.MIN_VALUE),
            new Scalar<>(
                    Float.class,
                    'f',
                    (number, out) -> out.int32(Float.floatToIntBits(number)),
                    in -> Float.intBitsToFloat(in.int32())),
            new Scalar<>(
                    Double.class,
                    'd',
                    (number, out) -> out.int64(Double.doubleToLongBits(number)),
                    in -> Double.longBitsToDouble(in.int64())),
            new Scalar<>(
                    BigInteger.class,
                    'i',
                    (number, out) -> out.raw(number.toByteArray()),
                    in -> new BigInteger(in.rest().toByteArray())),
            new Scalar<>(BigDecimal.class, 'n', Scalar::writeDecimal, Scalar::readDecimal),
            new Scalar<>(
                    byte[].class,
                    'a',
                    (bytes, out) -> out.raw(bytes),
                    in -> in.rest().toByteArray()),
            new Scalar<>(UUID.class, 'u', Scalar::writeId, in -> new UUID(in.int64(), in.int64())),
            new Scalar<>(
                    Instant.class,
                    't',
                    (time, out) -> seconds(time.getEpochSecond(), time.getNano(), out),
                    in -> Instant.ofEpochSecond(in.int64() ^ Long.MIN_VALUE, in.int32())),
            new Scalar<>(
                    Duration.class,
                    'p',
                    (time, out) -> seconds(time.getSeconds(), time.getNano(), out),
                    in -> Duration.ofSeconds(in.int64() ^ Long.MIN_VALUE, in.int32())),
            new Scalar<>(
                    LocalDate.class,
                    'y',
                    (date, out) -> out.int64(date.toEpochDay() ^ Long.MIN_VALUE),
                    in -> LocalDate.ofEpochDay(in.int64() ^ Long.MIN_VALUE)));

    private static final Map<Class<?>, Scalar<?>> BY_TYPE =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Scalar::type, form -> form));

    private static final Map<Integer, Scalar<?>> BY_TAG =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Scalar::tag, form -> form));

    /** The form of objects of exactly this class. */
    // The map pairs a class with the form of its values.
    @SuppressWarnings("unchecked")
    static <T> Optional<Scalar<T>> of(Class<T> type) {
        return Optional.ofNullable((Scalar<T>) BY_TYPE.get(type));
    }

    /** The form with this tag. */
    static Optional<Scalar<?>> tagged(int tag) {
        return Optional.ofNullable(BY_TAG.get(tag));
    }

    @Override
    public String name() {
        return type.getSimpleName();
    }

    @Override
    public boolean canonical() {
        return true;
    }

    @Override
    public void write(T value, Sink out) {
        if (value.getClass() != type) {
            throw new CodecException(value.getClass().getName() + " stands where " + type.getName()
                    + " itself is meant, and would be lost");
        }
        writer.accept(value, out);
    }

    @Override
    public T read(Source in) {
        return reader.apply(in);
    }

    private static void writeText(String text, Sink out) {
        if (hasUtf8(text)) {
            out.raw(text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        out.int8(BARE_CHARS);
        text.chars().forEach(out::int16);
    }

    private static String readText(Source in) {
        byte[] bytes = in.rest().toByteArray();
        if (bytes.length == 0 || (bytes[0] & 0xFF) != BARE_CHARS) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        char[] chars = new char[bytes.length / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (bytes[2 * i + 1] << 8 | (bytes[2 * i + 2] & 0xFF));
        }
        return new String(chars);
    }

    /** Whether no half of a surrogate pair stands alone. */
    private static boolean hasUtf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (Character.isSurrogate(one)) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(one, text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static void writeDecimal(BigDecimal number, Sink out) {
        out.int32(number.scale());
        out.raw(number.unscaledValue().toByteArray());
    }

    private static BigDecimal readDecimal(Source in) {
        int scale = in.int32();
        return new BigDecimal(new BigInteger(in.rest().toByteArray()), scale);
    }

    private static void writeId(UUID id, Sink out) {
        out.int64(id.getMostSignificantBits());
        out.int64(id.getLeastSignificantBits());
    }

    private static void seconds(long seconds, int nanos, Sink out) {
        out.int64(seconds ^ Long.MIN_VALUE);
        out.int32(nanos);
    }
}
