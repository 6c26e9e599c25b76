package io.fairlead.cli.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "5s, 5000000000",
        "300ms, 300000000",
        "1m30s, 90000000000",
        "1.5h, 5400000000000",
        "-2us, -2000",
        "1h2m3.5s, 3723500000000",
        "10ns, 10",
        "2µs, 2000"
    })
    void text_asGoWritesIt_isRead(String text, long nanos) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ns",
        "1500, 1.5µs",
        "2355453, 2.355453ms",
        "5000347180, 5.00034718s",
        "60000000000, 1m0s",
        "3600000000000, 1h0m0s",
        "-1000000, -1ms"
    })
    void duration_isWrittenAsGoDoes(long nanos, String text) {
        assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(text);
    }

    @Test
    void text_unknownUnit_isRefused() {
        assertThatThrownBy(() -> GoDuration.parse("5x"))
                .isInstanceOf(FlagException.class)
                .hasMessage("time: unknown unit \"x\" in duration \"5x\"");
    }

    @Test
    void text_empty_isRefused() {
        assertThatThrownBy(() -> GoDuration.parse(""))
                .isInstanceOf(FlagException.class)
                .hasMessage("time: invalid duration \"\"");
    }

    @Test
    void text_beyondALong_isRefused() {
        assertThatThrownBy(() -> GoDuration.parse("9999999h")).isInstanceOf(FlagException.class);
    }
}
