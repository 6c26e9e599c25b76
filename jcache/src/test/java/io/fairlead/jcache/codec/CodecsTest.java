package io.fairlead.jcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CodecsTest {
    private static final ClassLoader LOADER = CodecsTest.class.getClassLoader();

    static Stream<Object> scalars() {
        return Stream.of(
                "",
                "grün \uD83D\uDE00",
                "half a pair: \uD83D",
                "\uFFFD",
                true,
                (byte) -7,
                (short) -300,
                'ß',
                Integer.MIN_VALUE,
                42L,
                -0.0f,
                Double.NaN,
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("1.50"),
                UUID.fromString("00000000-0000-0001-ffff-000000000002"),
                Instant.ofEpochSecond(-1, 999_999_999),
                Duration.ofNanos(-1),
                LocalDate.of(1969, 12, 31),
                DayOfWeek.FRIDAY,
                TimeUnit.DAYS);
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void scalar_thereAndBack_isEqual(Object value) {
        assertThat(thereAndBack(value.getClass(), value)).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void scalar_ofAnUntypedCache_isEqual(Object value) {
        assertThat(thereAndBack(Object.class, value)).isEqualTo(value);
    }

    @Test
    void byteArray_thereAndBack_isACopy() {
        byte[] value = {1, 2, 3};

        assertThat(thereAndBack(byte[].class, value)).isEqualTo(value).isNotSameAs(value);
    }

    @Test
    void number_asKey_isInTheOrderOfItsBytes() {
        KeyCodec<Long> keys = keys(Long.class);

        assertThat(Stream.of(Long.MIN_VALUE, -1L, 0L, 1L, 256L, Long.MAX_VALUE).map(keys::encode))
                .isSorted();
    }

    @Test
    void decimal_ofAnotherScale_isAnotherKey() {
        KeyCodec<BigDecimal> keys = keys(BigDecimal.class);

        assertThat(keys.encode(new BigDecimal("1.5"))).isNotEqualTo(keys.encode(new BigDecimal("1.50")));
    }

    record Line(String article, int pieces, @Nullable BigDecimal price) {}

    record Cart(UUID id, List<Line> lines, Set<TimeUnit> units, Map<String, Line> named, Optional<Instant> paid) {}

    record Tree(String name, List<Tree> below) {}

    record Ping(@Nullable Pong pong) {}

    record Pong(@Nullable Ping ping) {}

    record Positive(int number) {
        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException("not positive");
            }
        }
    }

    @Test
    void record_ofRecordsAndCollections_isEqualWithoutSerialization() {
        Line line = new Line("apple", 3, null);
        Cart cart = new Cart(
                new UUID(1, 2),
                List.of(line, new Line("pear", -1, BigDecimal.TEN)),
                Set.of(TimeUnit.DAYS),
                Map.of("first", line),
                Optional.of(Instant.EPOCH));

        assertThat(thereAndBack(Cart.class, cart)).isEqualTo(cart);
        assertThat(Codecs.forValues(Cart.class, TypeFilter.strict(), LOADER).name())
                .isEqualTo("record");
    }

    @Test
    void record_withinItself_isEqual() {
        Tree tree = new Tree("a", List.of(new Tree("b", List.of()), new Tree("c", List.of(new Tree("d", List.of())))));

        assertThat(thereAndBack(Tree.class, tree)).isEqualTo(tree);
        assertThat(keys(Tree.class).encode(tree))
                .isEqualTo(keys(Tree.class).encode(new Tree("a", new ArrayList<>(tree.below()))));
        Ping ping = new Ping(new Pong(new Ping(null)));
        assertThat(keys(Ping.class).decode(keys(Ping.class).encode(ping))).isEqualTo(ping);
    }

    /** What an older, or a newer, program calls Line. */
    record OlderLine(String article, long sold) {}

    @Test
    void record_ofAnotherVersion_keepsWhatBothKnow() {
        Bytes written =
                Codecs.forValues(OlderLine.class, TypeFilter.strict(), LOADER).encode(new OlderLine("apple", 9));

        assertThat(Codecs.forValues(Line.class, TypeFilter.strict(), LOADER).decode(written))
                .isEqualTo(new Line("apple", 0, null));
    }

    @Test
    void record_whoseConstructorRefuses_isNoValue() {
        record Any(int number) {}
        Bytes written = Codecs.forValues(Any.class, TypeFilter.strict(), LOADER).encode(new Any(-1));

        assertThatThrownBy(() -> Codecs.forValues(Positive.class, TypeFilter.strict(), LOADER)
                        .decode(written))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("refuses");
    }

    @Test
    void record_nestedWithoutEnd_isRefusedOnBothWays() {
        Tree deep = new Tree("leaf", List.of());
        for (int i = 0; i < Sink.MAX_DEPTH; i++) {
            deep = new Tree("branch", List.of(deep));
        }
        Tree tooDeep = deep;

        assertThatThrownBy(() -> thereAndBack(Tree.class, tooDeep))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void bytes_cutOff_areNoValue() {
        Codec<Cart> codec = Codecs.forValues(Cart.class, TypeFilter.strict(), LOADER);
        Bytes whole = codec.encode(
                new Cart(new UUID(1, 2), List.of(new Line("apple", 1, null)), Set.of(), Map.of(), Optional.empty()));

        for (int size = 0; size < whole.size(); size++) {
            Bytes cut = whole.slice(0, size);
            assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void bytes_ofAnotherType_areNoValue() {
        Bytes text = keys(String.class).encode("12345678");

        assertThatThrownBy(() -> keys(Long.class).decode(text)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> keys(Number.class).decode(text)).isInstanceOf(CodecException.class);
    }

    @Test
    void bytes_claimingMoreThanThereIs_takeNoMemory() {
        Sink claim = new Sink();
        claim.int8('r');
        claim.count(Integer.MAX_VALUE);

        assertThatThrownBy(() -> Codecs.forValues(Tree.class, TypeFilter.strict(), LOADER)
                        .decode(claim.toBytes()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("too early");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void value_ofAnotherType_isAClassCastException() {
        Codec codec = keys(String.class);

        assertThatThrownBy(() -> codec.encode(1)).isInstanceOf(ClassCastException.class);
    }

    static class Point implements Serializable {
        private static final long serialVersionUID = 1L;
        final String name;
        final Object detail;

        Point(String name, Object detail) {
            this.name = name;
            this.detail = detail;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Point point && point.name.equals(name) && point.detail.equals(detail);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    static final class FinePoint extends Point {
        private static final long serialVersionUID = 1L;

        FinePoint(String name) {
            super(name, 1);
        }
    }

    @Test
    void serializable_ofTheConfiguredType_isEqual() {
        Point point = new Point("a", new TreeMap<>(Map.of("b", new ArrayList<>(List.of(1, Instant.EPOCH)))));

        assertThat(thereAndBack(Point.class, point)).isEqualTo(point).isNotSameAs(point);
    }

    @Test
    void key_thatMeetsOneTextTwice_hasTheBytesOfItsEqual() {
        KeyCodec<Point> keys = keys(Point.class);
        String text = "text";
        Point once = new Point(text, text);
        Point twice = new Point(text, new String(text.toCharArray()));

        assertThat(keys.encode(once)).isEqualTo(keys.encode(twice));
        assertThat(keys.decode(keys.encode(twice))).isEqualTo(twice);
    }

    @Test
    void key_withListsOfSeveralKinds_hasTheSameBytes() {
        KeyCodec<Point> keys = keys(Point.class);

        assertThat(keys.encode(new Point("a", Arrays.asList(1, 2))))
                .isEqualTo(keys.encode(new Point("a", new ArrayList<>(List.of(1, 2)))));
    }

    @ParameterizedTest
    @MethodSource("unordered")
    void key_whoseBytesComeFromItsPast_isRefused(Object detail) {
        assertThatThrownBy(() -> keys(Point.class).encode(new Point("a", detail)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("KeyCodec");
    }

    static Stream<Object> unordered() {
        return Stream.of(new HashMap<>(Map.of(1, 2)), new HashSet<>(), Set.of(1), Map.of(1, 2), List.of(1));
    }

    @Test
    void subclass_thatWasNotConfigured_isRefusedWhenItIsWritten() {
        Codec<Point> codec = Codecs.forValues(Point.class, TypeFilter.strict(), LOADER);

        assertThatThrownBy(() -> codec.encode(new FinePoint("a")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(FinePoint.class.getName())
                .hasMessageContaining("allow");
    }

    @Test
    void subclass_thatIsAllowed_isEqual() {
        Codec<Point> codec =
                Codecs.forValues(Point.class, TypeFilter.of(List.of("io.fairlead.jcache.codec.*")), LOADER);

        assertThat(codec.decode(codec.encode(new FinePoint("a")))).isInstanceOf(FinePoint.class);
    }

    @Test
    void object_thatIsNotSerializable_isRefused() {
        Codec<Object> codec = Codecs.forValues(Object.class, TypeFilter.of(List.of("java.lang.*")), LOADER);

        assertThatThrownBy(() -> codec.encode(new Object()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void object_nestedWithoutEnd_isRefused() {
        Point deep = new Point("leaf", 1);
        for (int i = 0; i < 100_000; i++) {
            deep = new Point("branch", deep);
        }
        Point tooDeep = deep;

        assertThatThrownBy(() -> thereAndBack(Point.class, tooDeep))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("deep");
    }

    private static <K> KeyCodec<K> keys(Class<K> type) {
        return Codecs.forKeys(type, TypeFilter.strict(), LOADER);
    }

    /** As a value and, since all of these are fit for it, as a key. */
    private static <T> T thereAndBack(Class<T> type, Object value) {
        Codec<T> codec = Codecs.forValues(type, TypeFilter.strict(), LOADER);
        KeyCodec<T> keys = keys(type);
        T asValue = codec.decode(codec.encode(type.cast(value)));
        if (!(value instanceof Cart)) {
            assertThat(keys.decode(keys.encode(type.cast(value)))).isEqualTo(asValue);
        }
        return asValue;
    }
}
