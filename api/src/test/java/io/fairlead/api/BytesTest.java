package io.fairlead.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 42, Long.MAX_VALUE, Long.MIN_VALUE})
    void asLong_ofDecimal_isTheSameNumber(long number) {
        assertThat(Bytes.decimal(number).asLong()).isEqualTo(number);
        assertThat(Bytes.decimal(number).toUtf8()).isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, -7, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void asInt_ofDecimal_isTheSameNumber(int number) {
        assertThat(Bytes.decimal(number).asInt()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "1.5", " 1", "9223372036854775808"})
    void asLong_ofAnythingElse_isRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> Bytes.utf8(text).asLong())
                .isInstanceOf(NumberFormatException.class)
                .hasMessage("these " + text.length() + " bytes are no long in decimal digits");
    }

    @Test
    void asInt_ofALongNumber_isRefused() {
        assertThatThrownBy(() -> Bytes.decimal(1L << 31).asInt())
                .isInstanceOf(NumberFormatException.class)
                .hasMessage("these 10 bytes are no int in decimal digits");
    }
}
