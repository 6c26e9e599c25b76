package io.fairlead.server.golden;

import io.fairlead.server.embed.FairleadServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The JSON gateway, by the paths of the wire facts. */
final class GatewayWire implements Wire {
    private final Map<String, String> paths = new HashMap<>();

    GatewayWire() {
        try (InputStream facts = GatewayWire.class.getResourceAsStream("/gateway/paths.txt")) {
            if (facts == null) {
                throw new IllegalStateException("no paths of the gateway");
            }
            new String(facts.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] words = line.split(" ", -1);
                paths.putIfAbsent(words[0], words[1]);
            });
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the paths of the gateway", e);
        }
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public Transport connect(FairleadServer server) {
        return new GatewayTransport(server.clientUrls().get(0), paths);
    }

    /** Has every method of the scenario a path? */
    boolean carries(Scenario scenario) {
        return paths.keySet().containsAll(scenario.methods());
    }
}
