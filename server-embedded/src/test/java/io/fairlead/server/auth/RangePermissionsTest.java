package io.fairlead.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.server.mvcc.KeySpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangePermissionsTest {
    /** All keys of up to three letters out of two that touch: enough for every way spans can lie. */
    private static final List<Bytes> KEYS = keys();

    @ParameterizedTest
    @CsvSource({
        "b,d, b,d, true",
        "b,d, b,'', true",
        "b,d, c,'', true",
        "b,d, d,'', false",
        "b,d, a,c, false",
        "b,d, b,e, false",
        "b,d, b,NUL, false",
        "b,NUL, b,NUL, true",
        "b,NUL, z,'', true",
        "b,NUL, a,NUL, false",
        "a,'', a,'', true",
        "a,'', a,b, false",
        "a,'', a,NUL, false",
        "b,d, c,b, true",
        "b,d, d,b, false"
    })
    void cover_oneGrant_onlyWhatLiesInside(String from, String to, String askedFrom, String askedTo, boolean expected) {
        RangePermissions permissions = RangePermissions.of(List.of(span(from, to)));

        assertThat(permissions.cover(span(askedFrom, askedTo))).isEqualTo(expected);
    }

    @Test
    void cover_grantsThatTouch_areOne() {
        RangePermissions permissions =
                RangePermissions.of(List.of(span("f", "h"), span("c", "e"), span("a", "c"), span("b", "d")));

        assertThat(permissions.cover(span("a", "e"))).isTrue();
        assertThat(permissions.cover(span("d", "g"))).isFalse();
    }

    @Test
    void cover_keyWithItsSuccessor_isTheSpanOfThatKey() {
        RangePermissions permissions = RangePermissions.of(List.of(span("a", "")));

        assertThat(permissions.cover(KeySpan.of(Bytes.utf8("a"), Bytes.utf8("a").concat(Bytes.of(0)))))
                .isTrue();
    }

    /** A request is covered exactly if each key it could meet is in one of the grants. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void cover_randomGrantsAndRequests_asASetOfKeysHasIt(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<KeySpan> granted = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                granted.add(randomSpan(random));
            }
            KeySpan asked = randomSpan(random);

            assertThat(RangePermissions.of(granted).cover(asked))
                    .as("%s within %s", asked, granted)
                    .isEqualTo(isCovered(asked, granted));
        }
    }

    /**
     * Whether it is true of every key there can be: of the keys of the small world, of their successors, which stand for the
     * endless many between two of them, and of one behind all.
     */
    private static boolean isCovered(KeySpan asked, List<KeySpan> granted) {
        List<Bytes> met = new ArrayList<>();
        met.add(asked.from());
        for (Bytes key : KEYS) {
            met.add(key);
            met.add(key.concat(Bytes.of(0)));
            met.add(key.concat(Bytes.of(0, 0)));
        }
        met.add(Bytes.utf8("zz"));
        return met.stream()
                .filter(key -> key.equals(asked.from()) || asked.contains(key))
                .allMatch(key -> granted.stream().anyMatch(span -> span.contains(key)));
    }

    private static KeySpan randomSpan(Random random) {
        Bytes from = KEYS.get(random.nextInt(KEYS.size()));
        return switch (random.nextInt(4)) {
            case 0 -> KeySpan.of(from);
            case 1 -> KeySpan.of(from, Bytes.of(0));
            default -> KeySpan.of(from, KEYS.get(random.nextInt(KEYS.size())));
        };
    }

    private static List<Bytes> keys() {
        List<Bytes> keys = new ArrayList<>();
        List<Bytes> longest = List.of(Bytes.empty());
        for (int size = 1; size <= 3; size++) {
            List<Bytes> next = new ArrayList<>();
            for (Bytes prefix : longest) {
                next.add(prefix.concat(Bytes.utf8("a")));
                next.add(prefix.concat(Bytes.utf8("b")));
            }
            keys.addAll(next);
            longest = next;
        }
        return List.copyOf(keys);
    }

    private static KeySpan span(String from, String to) {
        return KeySpan.of(Bytes.utf8(from), to.equals("NUL") ? Bytes.of(0) : Bytes.utf8(to));
    }
}
