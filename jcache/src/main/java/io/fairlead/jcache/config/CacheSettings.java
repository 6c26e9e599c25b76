package io.fairlead.jcache.config;

import io.fairlead.jcache.codec.TypeFilter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What holds for one cache beyond the configuration of JSR 107, in the end.
 *
 * @param near how fresh reads are
 * @param nearMaxEntries how many entries a copy in this process may have
 * @param onClose what becomes of the cache when it is closed
 * @param allow what Java serialization may read and write
 * @param invoke how entry processors run
 * @param bulk what becomes of bulk writes that are too big for one revision
 * @param accessExpiry how exactly reads move deadlines
 * @param deadline time for each call to the cluster, with all its tries
 */
public record CacheSettings(
        NearMode near,
        int nearMaxEntries,
        OnClose onClose,
        TypeFilter allow,
        InvokeMode invoke,
        BulkMode bulk,
        AccessExpiry accessExpiry,
        Duration deadline) {
    /** What holds where nothing is said. */
    public static final CacheSettings DEFAULTS = of(new EnumMap<>(Option.class));

    /** @throws IllegalArgumentException if the value of an option cannot be used; the message names the option */
    static CacheSettings of(Map<Option, String> options) {
        return new CacheSettings(
                read(options, Option.NEAR, NearMode::parse, NearMode.linearizable()),
                read(options, Option.NEAR_MAX_ENTRIES, CacheSettings::positive, 10_000),
                read(options, Option.ON_CLOSE, word -> oneOf(OnClose.class, word), OnClose.KEEP),
                read(options, Option.ALLOW, TypeFilter::parse, TypeFilter.strict()),
                read(options, Option.INVOKE, word -> oneOf(InvokeMode.class, word), InvokeMode.OPTIMISTIC),
                read(options, Option.ATOMIC_BULK, word -> oneOf(BulkMode.class, word), BulkMode.BEST_EFFORT),
                read(options, Option.ACCESS_EXPIRY, word -> oneOf(AccessExpiry.class, word), AccessExpiry.RELAXED),
                read(options, Option.DEADLINE, CacheSettings::positiveTime, Duration.ofSeconds(5)));
    }

    private static <T> T read(Map<Option, String> options, Option option, Function<String, T> parser, T otherwise) {
        return Optional.ofNullable(options.get(option))
                .map(text -> {
                    try {
                        return parser.apply(text);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(option.word() + ": " + e.getMessage(), e);
                    }
                })
                .orElse(otherwise);
    }

    private static int positive(String text) {
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
        if (number < 1) {
            throw new IllegalArgumentException(number + " is not positive");
        }
        return number;
    }

    private static Duration positiveTime(String text) {
        Duration duration = DurationText.parse(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException(text + " is not positive");
        }
        return duration;
    }

    /** The word of a constant, as options spell it. */
    static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String text) {
        StringBuilder words = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            if (wordOf(constant).equals(text)) {
                return constant;
            }
            words.append(words.isEmpty() ? "" : ", ").append(wordOf(constant));
        }
        throw new IllegalArgumentException("'" + text + "' is none of " + words);
    }
}
