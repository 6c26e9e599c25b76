package io.fairlead.server.rpc;

import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.tls.PortTls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the client port is to be. Defaults are etcd's where etcd has some.
 *
 * @param listen where to listen; port 0 takes a free port; may be empty where there is an in-process name
 * @param tls how addresses that begin with "https:" are secured; needed where there is one
 * @param inProcessName under which clients in this JVM reach the services without the network
 * @param requestBytesMax the largest request that may be written; messages may be half a mebibyte larger
 * @param txnOpsMax operations in one transaction
 * @param quotaBytes the space a member may use, as status answers tell it
 * @param concurrentStreamsMax calls at the same time on one connection
 * @param keepAliveMinTime clients that ping more often are cut off
 * @param keepAliveInterval after so long a silence the server pings, and cuts off who does not answer within {@code
 *     keepAliveTimeout}
 * @param firstRequestTimeout how long a connection may take to say what it wants
 * @param http what is offered over HTTP/1.1
 * @param streams how calls that stay open are kept
 * @param stopTimeout how long calls under way may take to end when the port closes
 */
public record ClientPortConfig(
        List<ListenUrl> listen,
        Optional<PortTls> tls,
        Optional<String> inProcessName,
        int requestBytesMax,
        int txnOpsMax,
        long quotaBytes,
        int concurrentStreamsMax,
        Duration keepAliveMinTime,
        Duration keepAliveInterval,
        Duration keepAliveTimeout,
        Duration firstRequestTimeout,
        HttpOptions http,
        StreamOptions streams,
        Duration stopTimeout) {
    private static final int MESSAGE_OVERHEAD_BYTES = 512 * 1024;

    public ClientPortConfig {
        listen = List.copyOf(listen);
        if (requestBytesMax < 1 || txnOpsMax < 1 || concurrentStreamsMax < 1) {
            throw new IllegalArgumentException("limits must be positive: " + requestBytesMax + " bytes, " + txnOpsMax
                    + " operations, " + concurrentStreamsMax + " streams");
        }
    }

    /** Etcd's defaults at {@code listen}. */
    public static ClientPortConfig defaults(List<ListenUrl> listen) {
        return new ClientPortConfig(
                listen,
                Optional.empty(),
                Optional.empty(),
                1536 * 1024,
                128,
                2L * 1024 * 1024 * 1024,
                Integer.MAX_VALUE,
                Duration.ofSeconds(5),
                Duration.ofHours(2),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                HttpOptions.defaults(),
                StreamOptions.defaults(),
                Duration.ofSeconds(2));
    }

    /** The same with this security of its TLS addresses. */
    public ClientPortConfig withTls(Optional<PortTls> security) {
        return new ClientPortConfig(
                listen,
                security,
                inProcessName,
                requestBytesMax,
                txnOpsMax,
                quotaBytes,
                concurrentStreamsMax,
                keepAliveMinTime,
                keepAliveInterval,
                keepAliveTimeout,
                firstRequestTimeout,
                http,
                streams,
                stopTimeout);
    }

    /** Do the common names of clients' certificates say which users they are? */
    boolean identifiesByCertificate() {
        return tls.map(PortTls::identifiesByCertificate).orElse(false);
    }

    /** The largest message the port takes in, in bytes. */
    int messageBytesMax() {
        return requestBytesMax > Integer.MAX_VALUE - MESSAGE_OVERHEAD_BYTES
                ? Integer.MAX_VALUE
                : requestBytesMax + MESSAGE_OVERHEAD_BYTES;
    }

    /** The longest JSON of a message: bytes in base64 take a third more, and the rest is names and white space. */
    int jsonBytesMax() {
        return (int) Math.min(Integer.MAX_VALUE - 8, 2L * messageBytesMax());
    }
}
