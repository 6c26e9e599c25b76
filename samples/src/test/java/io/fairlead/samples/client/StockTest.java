package io.fairlead.samples.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.client.FairleadClient;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StockTest {
    @Test
    @Timeout(120)
    void stock_ofTwo_isSoldTwice() throws IOException, InterruptedException, TimeoutException {
        ServerConfig config = ServerConfig.builder()
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FairleadServer server = FairleadServer.start(config)) {
            server.awaitReady(Duration.ofSeconds(30));
            try (FairleadClient client =
                    FairleadClient.connect(server.clientUrls().get(0))) {
                Stock.run(client, new PrintStream(out, true, StandardCharsets.UTF_8));
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "customer 1 has an apple",
                        "customer 2 has an apple",
                        "customer 3 is too late",
                        "1 kind of fruit on the list");
    }
}
