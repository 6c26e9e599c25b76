package io.fairlead.server.rpc;

import io.fairlead.server.http.Versions;
import io.fairlead.server.node.Node;
import io.fairlead.server.port.CallLoops;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A member's services without a port, for a world in which calls come another way. */
public final class SimReception {
    private static final Duration PROGRESS = Duration.ofMillis(700);

    private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();

    /**
     * Makes the services of one life of a member.
     *
     * @param loops must start no thread; neither does what is made here, as long as nobody logs in or asks for a snapshot
     * @param fragmentBytesMax watch responses that may come in pieces are cut below this size; 0 for that of a port
     */
    public SimReception(Node node, CallLoops loops, int fragmentBytesMax) {
        ClientPortConfig plain = ClientPortConfig.defaults(List.of());
        ClientPortConfig config = new ClientPortConfig(
                plain.listen(),
                plain.tls(),
                plain.inProcessName(),
                plain.requestBytesMax(),
                plain.txnOpsMax(),
                plain.quotaBytes(),
                plain.concurrentStreamsMax(),
                plain.keepAliveMinTime(),
                plain.keepAliveInterval(),
                plain.keepAliveTimeout(),
                plain.firstRequestTimeout(),
                plain.http(),
                new StreamOptions(PROGRESS, plain.streams().electionTimeout()),
                plain.stopTimeout());
        ClientServices services = ClientServices.of(
                config,
                fragmentBytesMax == 0 ? config.messageBytesMax() : fragmentBytesMax,
                node,
                loops,
                new Versions("3.6.0", "3.6.0", "simulated"));
        for (ServerServiceDefinition service : services.definitions()) {
            service.getMethods()
                    .forEach(method -> methods.put(method.getMethodDescriptor().getFullMethodName(), method));
        }
    }

    /** The method of this full name; null where there is none. */
    public @Nullable ServerMethodDefinition<?, ?> method(String name) {
        return methods.get(name);
    }
}
