package io.fairlead.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeyRangeTest {
    @Test
    void prefix_ordinaryKey_endsBehindLastKeyWithPrefix() {
        assertThat(KeyRange.prefix("ab")).isEqualTo(new KeyRange(Bytes.utf8("ab"), Bytes.utf8("ac")));
    }

    @Test
    void prefix_lastBytesCannotGrow_cutsThem() {
        assertThat(KeyRange.prefix(Bytes.of('a', 0xFF, 0xFF)).end()).isEqualTo(Bytes.utf8("b"));
    }

    @Test
    void prefix_noByteCanGrow_hasNoUpperBound() {
        KeyRange range = KeyRange.prefix(Bytes.of(0xFF, 0xFF));
        assertThat(range.isOpenEnded()).isTrue();
        assertThat(range.contains(Bytes.of(0xFF, 0xFF, 1))).isTrue();
        assertThat(range.contains(Bytes.of(0xFF, 0xFE))).isFalse();
    }

    @Test
    void prefix_empty_meansAllKeysInWireForm() {
        assertThat(KeyRange.prefix("")).isEqualTo(KeyRange.all());
        assertThat(KeyRange.all()).isEqualTo(new KeyRange(Bytes.of(0), Bytes.of(0)));
    }

    @Test
    void from_key_holdsItAndAllGreater() {
        KeyRange range = KeyRange.from("b");
        assertThat(range.contains(Bytes.utf8("b"))).isTrue();
        assertThat(range.contains(Bytes.of(0xFF))).isTrue();
        assertThat(range.contains(Bytes.utf8("az"))).isFalse();
        assertThat(KeyRange.from("")).isEqualTo(KeyRange.all());
    }

    @Test
    void single_key_holdsItAlone() {
        KeyRange range = KeyRange.single("k");
        assertThat(range.isSingle()).isTrue();
        assertThat(range.contains(Bytes.utf8("k"))).isTrue();
        assertThat(range.contains(Bytes.utf8("k0"))).isFalse();
    }

    @Test
    void between_firstAndEnd_excludesEnd() {
        KeyRange range = KeyRange.between("a", "c");
        assertThat(range.contains(Bytes.utf8("a"))).isTrue();
        assertThat(range.contains(Bytes.utf8("bzz"))).isTrue();
        assertThat(range.contains(Bytes.utf8("c"))).isFalse();
    }

    @Test
    void between_emptyEnd_isRefused() {
        assertThatThrownBy(() -> KeyRange.between("a", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void between_endBelowFirst_holdsNoKey() {
        KeyRange range = KeyRange.between("c", "a");
        assertThat(range.contains(Bytes.utf8("b"))).isFalse();
        assertThat(range.contains(Bytes.utf8("c"))).isFalse();
    }
}
