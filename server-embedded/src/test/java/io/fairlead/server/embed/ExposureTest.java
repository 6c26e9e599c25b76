package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.port.ListenUrl;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a member says that strangers can reach it. */
class ExposureTest {
    private static final List<ListenUrl> HERE = List.of(ListenUrl.parse("http://127.0.0.1:1"));
    private static final List<ListenUrl> OPEN = List.of(ListenUrl.parse("http://0.0.0.0:1"));
    private static final List<ListenUrl> SECURED = List.of(ListenUrl.parse("https://0.0.0.0:1"));

    @Test
    void ports_onThisMachineOrSecured_areNotWorthAWord() {
        assertThat(Exposure.warning(HERE, HERE, false)).isEmpty();
        assertThat(Exposure.warning(SECURED, SECURED, false)).isEmpty();
        assertThat(Exposure.warning(OPEN, HERE, true)).isEmpty();
    }

    @Test
    void ports_openToTheNetwork_areNamedInOneSentence() {
        assertThat(Exposure.warning(OPEN, OPEN, false).orElseThrow())
                .contains("as clients at http://0.0.0.0:1", "and as members at http://0.0.0.0:1")
                .doesNotContain("\n");
        assertThat(Exposure.warning(HERE, OPEN, true).orElseThrow())
                .contains("members")
                .doesNotContain("clients");
    }
}
