package io.fairlead.server.metrics;

import io.fairlead.server.http.HealthMeter;
import io.fairlead.server.rpc.CallMeter;
import io.fairlead.server.rpc.CallMeters;
import io.fairlead.server.rpc.PortMeters;
import java.util.List;
import java.util.function.ToLongFunction;

/** The calls of clients, and what was said of this member's health. */
final class CallFamilies {
    /** gRPC's codes in their order, as Go spells them. */
    private static final List<String> CODES = List.of(
            "OK",
            "Canceled",
            "Unknown",
            "InvalidArgument",
            "DeadlineExceeded",
            "NotFound",
            "AlreadyExists",
            "PermissionDenied",
            "ResourceExhausted",
            "FailedPrecondition",
            "Aborted",
            "OutOfRange",
            "Unimplemented",
            "Internal",
            "Unavailable",
            "DataLoss",
            "Unauthenticated");

    private final CallMeters calls;
    private final HealthMeter health;
    private final boolean extensive;

    /** @param extensive whether to tell how long calls took */
    CallFamilies(PortMeters port, boolean extensive) {
        this.calls = port.calls();
        this.health = port.health();
        this.extensive = extensive;
    }

    void tell(Families to) {
        perMethod(to, "grpc_server_started_total", "Calls that began.", CallMeter::started);
        perMethod(to, "grpc_server_msg_received_total", "Messages of clients.", CallMeter::received);
        perMethod(to, "grpc_server_msg_sent_total", "Messages to clients.", CallMeter::sent);
        to.counters("grpc_server_handled_total", "Calls that ended, by their code.", series -> {
            for (CallMeter method : calls.methods()) {
                for (int code = 0; code < CODES.size(); code++) {
                    series.add((double) method.ended(code), labels(method, "grpc_code", CODES.get(code)));
                }
            }
        });
        if (extensive) {
            to.histograms("grpc_server_handling_seconds", "How long calls took.", series -> {
                for (CallMeter method : calls.methods()) {
                    series.add(method.durations(), labels(method));
                }
            });
        }
        to.counter(
                "etcd_network_client_grpc_received_bytes_total",
                "Bytes of messages of clients.",
                calls.receivedBytes());
        to.counter("etcd_network_client_grpc_sent_bytes_total", "Bytes of messages to clients.", calls.sentBytes());
        to.counters(
                "etcd_server_client_requests_total", "Calls, by the version that clients say they have.", series -> {
                    for (boolean unary : new boolean[] {true, false}) {
                        calls.byVersion(unary)
                                .forEach((version, count) -> series.add(
                                        count.doubleValue(),
                                        "type",
                                        unary ? "unary" : "stream",
                                        "client_api_version",
                                        version));
                    }
                });
        health(to);
    }

    private void health(Families to) {
        to.count("etcd_server_health_success", "How often /health said that all is well.", health.well());
        to.count("etcd_server_health_failures", "How often /health said that it is not.", health.ill());
        to.gauges(
                "etcd_server_healthcheck",
                "Whether a check of /livez or /readyz passed when it was made last.",
                series -> health.visitChecks((name, check) ->
                        series.add(check.passes() ? 1.0 : 0.0, "type", name.page(), "name", name.check())));
        to.counters(
                "etcd_server_healthchecks_total",
                "The checks of /livez and /readyz, by their outcome.",
                series -> health.visitChecks((name, check) -> {
                    series.add((double) check.passed(), "type", name.page(), "name", name.check(), "status", "success");
                    series.add((double) check.failed(), "type", name.page(), "name", name.check(), "status", "error");
                }));
    }

    private void perMethod(Families to, String name, String help, ToLongFunction<CallMeter> value) {
        to.counters(name, help, series -> {
            for (CallMeter method : calls.methods()) {
                series.add((double) value.applyAsLong(method), labels(method));
            }
        });
    }

    private static String[] labels(CallMeter method, String... more) {
        String[] labels = new String[6 + more.length];
        labels[0] = "grpc_type";
        labels[1] = method.type();
        labels[2] = "grpc_service";
        labels[3] = method.service();
        labels[4] = "grpc_method";
        labels[5] = method.method();
        System.arraycopy(more, 0, labels, 6, more.length);
        return labels;
    }
}
