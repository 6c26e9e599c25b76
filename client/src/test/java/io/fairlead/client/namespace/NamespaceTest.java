package io.fairlead.client.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.lease.LeaseInfo;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way out of a namespace and the way in. */
class NamespaceTest {
    private static final Namespace SHOP = new Namespace(Bytes.utf8("shop/"));

    /** Few bytes, those at the edges among them, so that random keys are neighbours often. */
    private static final int[] BYTES = {0x00, 0x01, '/', '0', 0xFE, 0xFF};

    @ParameterizedTest
    @ValueSource(strings = {"", "2f", "ff", "ffff", "00", "2fff", "3000ff"})
    void range_anyRange_holdsTheSameKeysOutsideAndNothingElse(String prefix) {
        Namespace namespace = new Namespace(Bytes.fromHex(prefix));
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            KeyRange inside = range(random);
            KeyRange outside = namespace.range(inside);
            Bytes key = key(random);
            assertThat(outside.contains(namespace.key(key)))
                    .as("%s of %s below %s", key, inside, prefix)
                    .isEqualTo(inside.contains(key));
            Bytes other = key(random);
            if (!namespace.holds(other)) {
                assertThat(outside.contains(other))
                        .as("%s of %s below %s", other, inside, prefix)
                        .isFalse();
            }
        }
    }

    @Test
    void emptyKey_anywhere_isRefusedAsTheServerWould() {
        KeyRange nothing = KeyRange.single("");
        refused(() -> SHOP.key(Bytes.empty()));
        refused(() -> SHOP.range(nothing));
        refused(() -> SHOP.range(KeyRange.between("", "b")));
        refused(() -> SHOP.txn(new Txn(List.of(), List.of(Op.txn(txn(Op.delete("")))), List.of())));
        refused(() -> SHOP.txn(txn(Op.get(""))));
        refused(() -> SHOP.txn(txn(Op.put("", "v"))));
    }

    @Test
    void watch_thatNamesNoKey_beginsAtTheSmallestAsOnAServer() {
        assertThat(SHOP.watched(KeyRange.between("", "b"))).isEqualTo(KeyRange.between("shop/\0", "shop/b"));
        assertThat(SHOP.watched(KeyRange.single(""))).isEqualTo(KeyRange.single("shop/\0"));
        assertThat(SHOP.watched(KeyRange.prefix("a"))).isEqualTo(KeyRange.prefix("shop/a"));
    }

    @Test
    void namespace_withinAnother_addsItsPrefix() {
        Namespace inner = SHOP.within(Bytes.utf8("eu/"));
        assertThat(inner.key(Bytes.utf8("k"))).isEqualTo(Bytes.utf8("shop/eu/k"));
        assertThat(inner.inside(Bytes.utf8("shop/eu/k"))).isEqualTo(Bytes.utf8("k"));
        assertThat(Namespace.NONE.within(Bytes.empty()).isWholeStore()).isTrue();
    }

    @Test
    void answer_withAKeyFromElsewhere_isNotShown() {
        KeyValue elsewhere = new KeyValue(Bytes.utf8("bank/k"), Bytes.empty(), 1, 1, 1, 0);
        assertThatThrownBy(() -> SHOP.inside(elsewhere)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> SHOP.inside(Bytes.utf8("shop/"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void lease_withKeysHereAndElsewhere_showsThoseHere() {
        LeaseInfo lease = new LeaseInfo(
                new Header(1, 2, 3, 4),
                5,
                Duration.ofSeconds(9),
                Duration.ofSeconds(8),
                List.of(Bytes.utf8("shop/a"), Bytes.utf8("shop/"), Bytes.utf8("bank/b"), Bytes.utf8("s")));
        assertThat(new Insider(SHOP).lease(lease))
                .isEqualTo(new LeaseInfo(
                        lease.header(), 5, lease.grantedTtl(), lease.remaining(), List.of(Bytes.utf8("a"))));
    }

    @Test
    void future_cancelled_reachesTheCall() {
        CompletableFuture<String> call = new CompletableFuture<>();
        CompletableFuture<Integer> mapped =
                Mapped.later(io.fairlead.client.call.Effect.READ, () -> call, String::length);
        assertThat(mapped.cancel(true)).isTrue();
        assertThat(call).isCancelled();
        assertThatThrownBy(mapped::join).isInstanceOf(CancellationException.class);
    }

    private static Txn txn(Op step) {
        return new Txn(List.of(), List.of(), List.of(step));
    }

    private static void refused(Runnable way) {
        assertThatThrownBy(way::run)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.condition()).isEqualTo(EtcdError.EMPTY_KEY));
    }

    private static KeyRange range(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> KeyRange.single(key(random));
            case 1 -> KeyRange.prefix(key(random));
            case 2 -> KeyRange.from(key(random));
            case 3 -> KeyRange.all();
            default -> KeyRange.between(key(random), key(random));
        };
    }

    /** One to four bytes. */
    private static Bytes key(Random random) {
        byte[] key = new byte[1 + random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) BYTES[random.nextInt(BYTES.length)];
        }
        return Bytes.copyOf(key);
    }
}
