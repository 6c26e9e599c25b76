package io.fairlead.server.rpc;

import io.fairlead.server.http.HealthMeter;
import io.fairlead.server.http.HealthPage;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.Probes;
import io.fairlead.server.http.ReadinessPage;
import io.fairlead.server.node.Node;
import java.util.List;

/** The pages that say how a member is, on whichever port they are. */
final class HealthPages {
    private HealthPages() {}

    static List<HttpPage> of(Node node, HealthMeter meter) {
        Probes probes = new Probes(node);
        return List.of(
                new HealthPage(node, probes, meter),
                ReadinessPage.livez(probes, meter),
                ReadinessPage.readyz(node, probes, meter));
    }
}
