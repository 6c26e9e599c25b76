package io.fairlead.client.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerVersionTest {
    @ParameterizedTest
    @CsvSource({
        "3.3.27, false",
        "3.4.24, false",
        "3.4.25, true",
        "3.5.0, false",
        "3.5.7, false",
        "3.5.8, true",
        "3.5.16, true",
        "3.6.0-rc.1, true",
        "4.0.0, true",
        "2.3.8, false",
        "unknown, true",
    })
    void version_tellsProgressInOrder_sinceItWasMended(String version, boolean inOrder) {
        assertThat(ServerVersion.parse(version).tellsProgressInOrder()).isEqualTo(inOrder);
    }
}
