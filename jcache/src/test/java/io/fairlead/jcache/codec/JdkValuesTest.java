package io.fairlead.jcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The strict filter lets the everyday values of the JDK through, alone and within each other. */
final class JdkValuesTest {
    private static final Codec<Object> CODEC =
            Codecs.forValues(Object.class, TypeFilter.strict(), JdkValuesTest.class.getClassLoader());

    // A program may have a LinkedList, whatever it had better.
    @SuppressWarnings("JdkObsolete")
    static Stream<Object> values() {
        return Stream.of(
                new BigDecimal("1.50"),
                new BigInteger("-12345678901234567890"),
                MathContext.DECIMAL64,
                RoundingMode.UP,
                URI.create("http://localhost/a?b=c"),
                DayOfWeek.FRIDAY,
                Duration.ofMillis(1),
                Instant.EPOCH,
                LocalDate.EPOCH,
                LocalDateTime.MIN,
                LocalTime.NOON,
                MonthDay.of(2, 29),
                OffsetDateTime.MAX,
                OffsetTime.MIN,
                Period.ofDays(3),
                Year.of(2000),
                YearMonth.of(2000, 2),
                ZoneId.of("Europe/Berlin"),
                ZoneOffset.UTC,
                ZonedDateTime.of(LocalDateTime.MIN, ZoneId.of("Europe/Berlin")),
                ChronoUnit.CENTURIES,
                new AbstractMap.SimpleEntry<>(1, 2),
                new AbstractMap.SimpleImmutableEntry<>(1, 2),
                new ArrayList<>(),
                new ArrayList<>(List.of(1, "two")),
                Arrays.asList(1, 2),
                BitSet.valueOf(new long[] {7}),
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Set.of(1, 2, 3),
                Map.of("a", List.of(1), "b", List.of(Map.of(1, Set.of(2)))),
                Collections.emptyList(),
                Collections.emptyMap(),
                Collections.emptySet(),
                Collections.singletonList(1),
                Collections.singletonMap(1, 2),
                Collections.singleton(1),
                Collections.synchronizedList(new ArrayList<>(List.of(1))),
                Collections.synchronizedMap(new HashMap<>(Map.of(1, 2))),
                Collections.synchronizedSet(new HashSet<>(Set.of(1))),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
                Collections.unmodifiableSet(new HashSet<>(Set.of(1))),
                Currency.getInstance("EUR"),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
                EnumSet.of(TimeUnit.DAYS),
                new HashMap<>(),
                new HashMap<>(1_000, 0.1f),
                new HashMap<>(Map.of("a", 1)),
                new HashSet<>(),
                new HashSet<>(Set.of(1, 2)),
                new LinkedHashMap<>(Map.of(1, 2)),
                new LinkedHashSet<>(Set.of(1, 2)),
                new LinkedList<>(List.of(1, 2)),
                Locale.GERMANY,
                properties(),
                new TreeMap<>(Map.of(1, 2)),
                reversed(),
                new TreeSet<>(Set.of(1, 2)),
                UUID.fromString("00000000-0000-0001-ffff-000000000002"),
                new ConcurrentHashMap<>(Map.of(1, 2)),
                new CopyOnWriteArrayList<>(List.of(1)),
                new CopyOnWriteArraySet<>(List.of(1)));
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("a", "b");
        return properties;
    }

    private static Set<String> reversed() {
        Set<String> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(List.of("a", "b"));
        return reversed;
    }

    @ParameterizedTest
    @MethodSource("values")
    void value_underTheStrictFilter_isEqual(Object value) {
        assertThat(CODEC.decode(CODEC.encode(value))).isEqualTo(value);
        List<Object> within = new ArrayList<>(List.of(value, new Object[] {value}));
        assertThat((List<?>) CODEC.decode(CODEC.encode(within))).first().isEqualTo(value);
    }

    @Test
    void value_withoutEquals_isReadToo() {
        assertThat(CODEC.decode(CODEC.encode(new AtomicLong(7)))).hasToString("7");
        assertThat((int[][]) CODEC.decode(CODEC.encode(new int[][] {{1}, {2, 3}})))
                .isDeepEqualTo(new int[][] {{1}, {2, 3}});
        assertThat(CODEC.decode(CODEC.encode(new ArrayDeque<>(List.of(1))))).hasToString("[1]");
    }

    @Test
    void largeCollections_stayWithinTheLimits() {
        Map<Integer, List<Integer>> map = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            map.put(i, new ArrayList<>(List.of(i)));
        }

        assertThat(CODEC.decode(CODEC.encode(map))).isEqualTo(map);
        assertThatCode(() -> CODEC.decode(CODEC.encode(new long[100_000]))).doesNotThrowAnyException();
    }
}
