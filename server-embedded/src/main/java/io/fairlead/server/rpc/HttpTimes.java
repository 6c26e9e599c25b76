package io.fairlead.server.rpc;

import java.time.Duration;

/**
 * How long a connection may take.
 *
 * @param firstRequest from the connection to the end of the first HTTP/1.1 request, or to the first bytes of gRPC
 * @param nextRequest from an answer to the end of the next request
 */
record HttpTimes(Duration firstRequest, Duration nextRequest) {
    static HttpTimes defaults() {
        return new HttpTimes(Duration.ofSeconds(10), Duration.ofSeconds(60));
    }
}
