package io.fairlead.client;

import io.fairlead.client.endpoint.EndpointSource;
import io.fairlead.client.namespace.Namespace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a client is built from. Made by {@link FairleadClient.Builder}.
 *
 * @param endpoints where the members are
 * @param deadline of every call, from its start to its end with all tries
 * @param maxRequestBytes larger requests are refused before they are sent
 * @param maxResponseBytes larger answers are refused
 * @param tls how connections are secured; empty for the JVM's trust where an endpoint asks for TLS, and for none elsewhere
 * @param calls how calls are made and who sees them
 * @param namespace where keys are
 * @param credentials who the client is; empty for nobody, or whom its certificate names
 * @param executor where futures complete; empty for threads of the client's own
 */
record ClientConfig(
        EndpointSource endpoints,
        Duration deadline,
        int maxRequestBytes,
        int maxResponseBytes,
        Optional<Tls> tls,
        CallSettings calls,
        Namespace namespace,
        Optional<Credentials> credentials,
        Optional<Executor> executor) {
    /** The default command time-out of etcdctl. */
    static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

    /** What etcd's client sends at most. */
    static final int DEFAULT_MAX_REQUEST_BYTES = 2 * 1024 * 1024;

    static final int DEFAULT_MAX_RESPONSE_BYTES = Integer.MAX_VALUE;

    ClientConfig {
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("the deadline must be positive: " + deadline);
        }
        if (maxRequestBytes <= 0 || maxResponseBytes <= 0) {
            throw new IllegalArgumentException(
                    "message sizes must be positive: " + maxRequestBytes + ", " + maxResponseBytes);
        }
    }
}
