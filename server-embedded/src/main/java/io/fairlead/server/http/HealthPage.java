package io.fairlead.server.http;

import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /health}: no alarm is raised, a leader is known and a read works. 200 or 503, with the reason in JSON as etcd
 * words it. {@code ?exclude=NOSPACE} overlooks an alarm; {@code ?serializable=true} asks for this member alone, leader or
 * not.
 */
public final class HealthPage implements HttpPage {
    private final Node node;
    private final Probes probes;
    private final HealthMeter meter;

    public HealthPage(Node node, Probes probes, HealthMeter meter) {
        this.node = node;
        this.probes = probes;
        this.meter = meter;
    }

    @Override
    public boolean serves(String path) {
        return path.equals("/health");
    }

    @Override
    public CompletableFuture<PageAnswer> answer(PageRequest request) {
        if (!request.isGet()) {
            return CompletableFuture.completedFuture(PageAnswer.getOnly());
        }
        boolean serializable = request.values("serializable").contains("true");
        NodeStatus status = node.status();
        Optional<String> ill = alarm(status, request.values("exclude"));
        if (ill.isEmpty() && !status.stopped().isEmpty()) {
            ill = Optional.of("STOPPED");
        }
        if (ill.isEmpty() && !serializable && !status.hasLeader()) {
            ill = Optional.of("RAFT NO LEADER");
        }
        if (ill.isPresent()) {
            return CompletableFuture.completedFuture(page(ill));
        }
        return (serializable ? probes.serializableRead() : probes.linearizableRead())
                .thenApply(outcome -> page(outcome.map(why -> "RANGE ERROR:" + why)));
    }

    private static Optional<String> alarm(NodeStatus status, List<String> excluded) {
        for (AlarmMember alarm : status.alarms()) {
            String name = alarm.getAlarm().name();
            if (!excluded.contains(name)) {
                return Optional.of("ALARM " + name);
            }
        }
        return Optional.empty();
    }

    private PageAnswer page(Optional<String> ill) {
        meter.health(ill.isEmpty());
        String json = "{\"health\":\"" + ill.isEmpty() + "\",\"reason\":" + JsonText.quote(ill.orElse("")) + "}";
        return PageAnswer.json(ill.isEmpty() ? 200 : 503, json);
    }
}
