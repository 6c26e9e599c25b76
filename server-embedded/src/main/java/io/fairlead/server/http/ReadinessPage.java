package io.fairlead.server.http;

import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.server.node.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * {@code /livez} and {@code /readyz}: named checks, each also alone under {@code /readyz/NAME}. 200 with {@code ok}, or 503
 * with a line for each check; {@code ?verbose} shows the lines in any case, {@code ?exclude=NAME} leaves a check out.
 */
public final class ReadinessPage implements HttpPage {
    private final String root;
    private final Map<String, Check> checks;
    private final HealthMeter meter;

    /** Empty if the member passes, else why not. */
    private interface Check extends Supplier<CompletableFuture<Optional<String>>> {}

    private ReadinessPage(String root, Map<String, Check> checks, HealthMeter meter) {
        this.root = root;
        this.checks = checks;
        this.meter = meter;
    }

    /** Is the process worth keeping? It reads its own state; the cluster does not matter. */
    public static ReadinessPage livez(Probes probes, HealthMeter meter) {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("serializable_read", probes::serializableRead);
        return new ReadinessPage("/livez", checks, meter);
    }

    /** Should clients be sent here? */
    public static ReadinessPage readyz(Node node, Probes probes, HealthMeter meter) {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("data_corruption", () -> CompletableFuture.completedFuture(corruption(node)));
        checks.put("serializable_read", probes::serializableRead);
        checks.put("linearizable_read", probes::linearizableRead);
        checks.put("non_learner", () -> CompletableFuture.completedFuture(learner(node)));
        return new ReadinessPage("/readyz", checks, meter);
    }

    private static Optional<String> corruption(Node node) {
        boolean corrupt = node.status().alarms().stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.CORRUPT);
        return corrupt ? Optional.of("alarm activated: CORRUPT") : Optional.empty();
    }

    private static Optional<String> learner(Node node) {
        return node.glance().learner() ? Optional.of("the member is a learner") : Optional.empty();
    }

    @Override
    public boolean serves(String path) {
        return path.equals(root) || (path.startsWith(root + "/") && checks.containsKey(nameIn(path)));
    }

    private String nameIn(String path) {
        return path.substring(root.length() + 1);
    }

    @Override
    public CompletableFuture<PageAnswer> answer(PageRequest request) {
        if (!request.isGet()) {
            return CompletableFuture.completedFuture(PageAnswer.getOnly());
        }
        List<String> names = new ArrayList<>();
        if (request.path().equals(root)) {
            names.addAll(checks.keySet());
            names.removeAll(request.values("exclude"));
        } else {
            names.add(nameIn(request.path()));
        }
        CompletableFuture<Map<String, Optional<String>>> outcomes =
                CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (String name : names) {
            Check check = checks.get(name);
            if (check != null) {
                outcomes = outcomes.thenCombine(check.get(), (all, outcome) -> {
                    meter.checked(new HealthMeter.CheckName(root.substring(1), name), outcome);
                    all.put(name, outcome);
                    return all;
                });
            }
        }
        boolean verbose = request.has("verbose");
        return outcomes.thenApply(all -> page(all, verbose));
    }

    private static PageAnswer page(Map<String, Optional<String>> outcomes, boolean verbose) {
        StringBuilder lines = new StringBuilder();
        boolean well = true;
        for (Map.Entry<String, Optional<String>> outcome : outcomes.entrySet()) {
            Optional<String> why = outcome.getValue();
            well &= why.isEmpty();
            lines.append(why.isEmpty() ? "[+]" : "[-]")
                    .append(outcome.getKey())
                    .append(why.map(words -> " failed: " + words).orElse(" ok"))
                    .append('\n');
        }
        if (!well) {
            return PageAnswer.text(503, lines + "\n");
        }
        return PageAnswer.text(200, verbose ? lines + "ok\n" : "ok\n");
    }
}
