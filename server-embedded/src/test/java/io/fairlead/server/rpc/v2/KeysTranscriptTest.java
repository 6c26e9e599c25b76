package io.fairlead.server.rpc.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.HttpConfig;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.http.RawHttp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The older face answers byte by byte as the transcript says. */
@Timeout(120)
class KeysTranscriptTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    @Test
    void requests_oneAfterTheOther_areAnsweredAsWritten() throws Exception {
        try (FairleadServer server = FairleadServer.start(ServerConfig.builder()
                        .listenClientUrls("http://127.0.0.1:0")
                        .listenPeerUrls("http://127.0.0.1:0")
                        .heartbeatInterval(Duration.ofMillis(10))
                        .unsafeNoFsync(true)
                        .http(HttpConfig.defaults().withV2(true))
                        .build());
                RawHttp http = new RawHttp(server.clientUrls().get(0))) {
            server.awaitReady(Duration.ofSeconds(30));
            StringBuilder played = new StringBuilder();
            StringBuilder written = new StringBuilder();
            for (String line : lines()) {
                if (line.startsWith("> ")) {
                    played.append(line).append('\n').append(answer(http, line.substring(2)));
                }
                written.append(line).append('\n');
            }
            assertThat(played.toString()).isEqualTo(written.toString());
        }
    }

    private static String answer(RawHttp http, String request) throws IOException {
        int bar = request.indexOf(" | ");
        String[] words = (bar < 0 ? request : request.substring(0, bar)).split(" ", -1);
        Map<String, String> headers = bar < 0 ? Map.of() : Map.of("Content-Type", FORM);
        RawHttp.Response response = http.ask(words[0], words[1], headers, bar < 0 ? "" : request.substring(bar + 3));
        String body = response.body().strip().replace("\n", "⏎");
        return "< " + response.status() + (body.isEmpty() ? "" : " " + body) + "\n";
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = KeysTranscriptTest.class.getResourceAsStream("/v2/keys.txt")) {
            if (in == null) {
                throw new IOException("no transcript");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
