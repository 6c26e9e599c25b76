package io.fairlead.server.rpc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of paths against the wire facts. */
class RoutesTest {
    private static List<String> facts() throws IOException {
        try (InputStream in = RoutesTest.class.getResourceAsStream("/gateway/paths.txt")) {
            if (in == null) {
                throw new IOException("no paths");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void routes_areThoseOfTheWireFacts() throws IOException {
        assertThat(Routes.paths().entrySet().stream()
                        .map(route -> route.getValue().getFullMethodName() + " " + route.getKey()))
                .containsExactlyInAnyOrderElementsOf(facts());
    }

    @Test
    void route_underTheOlderRoot_isTheSame() {
        assertThat(Routes.find("/v3beta/kv/range"))
                .isEqualTo(Routes.find("/v3/kv/range"))
                .isPresent();
        assertThat(Routes.find("/v3alpha/kv/range")).isEmpty();
        assertThat(Routes.covers("/v3alpha/kv/range")).isFalse();
        assertThat(Routes.find("/v3/kv/range/")).isEmpty();
    }

    @Test
    void route_ofEveryPath_hasAnEmptyRequest() throws IOException {
        for (String fact : facts()) {
            assertThat(Routes.emptyRequest(Routes.find(fact.substring(fact.indexOf(' ') + 1))
                                    .orElseThrow())
                            .getAllFields())
                    .isEmpty();
        }
    }
}
