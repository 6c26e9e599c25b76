package io.fairlead.server.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionLevelTest {
    @ParameterizedTest
    @CsvSource({"3.5, 3.5.0, 3.4.0", "3.6.11, 3.6.0, 3.5.0", "3.5.0-rc.1+x, 3.5.0, 3.4.0", "4.0.0, 4.0.0, 4.-1.0"})
    void level_ofAVersion_isItsFirstTwoNumbers(String text, String level, String below) {
        VersionLevel parsed = VersionLevel.parse(text).orElseThrow();
        assertThat(parsed).hasToString(level);
        assertThat(parsed.below()).hasToString(below);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "3", "3.", "3.x", "v3.5", "3.5.0.1", "03.5", "-3.5", "3.5-rc", "3.99999999999"})
    void text_thatIsNoVersion_hasNoLevel(String text) {
        assertThat(VersionLevel.parse(text)).isEmpty();
    }
}
