package io.fairlead.cli.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/** One member's {@code /metrics} over HTTP. */
public final class MetricsPage {
    private final Endpoint endpoint;
    private final Security security;

    /** The page of the member at {@code endpoint}. */
    public MetricsPage(Endpoint endpoint, Security security) {
        this.endpoint = endpoint;
        this.security = security;
    }

    /**
     * The value of a metric without labels; empty if there is none of this name.
     *
     * @throws IOException if the page can't be read
     */
    public OptionalDouble value(String name) throws IOException {
        String scheme = security.secures(endpoint) ? "https://" : "http://";
        String text =
                new String(Pages.read(scheme + endpoint.address() + "/metrics", security), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(
                        line -> Double.parseDouble(line.substring(name.length()).strip()))
                .findFirst();
    }
}
