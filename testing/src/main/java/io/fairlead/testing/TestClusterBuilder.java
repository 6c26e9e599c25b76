package io.fairlead.testing;

import io.fairlead.client.FairleadClient;
import io.fairlead.server.embed.ServerConfigBuilder;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a {@link TestCluster} is made of. May start several, one after the other or at once; not safe to share between threads.
 *
 * <pre>{@code
 * TestCluster cluster = TestCluster.builder()
 *         .members(3)
 *         .server(config -> config.quotaBackendBytes(16 * 1024 * 1024))
 *         .start();
 * }</pre>
 */
public final class TestClusterBuilder {
    private int members = 1;
    private String scheme = "http";
    private Consumer<ServerConfigBuilder> certificates = config -> {};
    private Consumer<? super ServerConfigBuilder> server = config -> {};
    private Consumer<? super FairleadClient.Builder> client = config -> {};

    TestClusterBuilder() {}

    /** How many members; one if not set. */
    public TestClusterBuilder members(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a cluster has at least one member, not " + count);
        }
        members = count;
        return this;
    }

    /**
     * Sets what else the members shall have, at every start of each. Names and URLs belong to the cluster; for TLS see
     * {@link #tls}.
     */
    public TestClusterBuilder server(Consumer<? super ServerConfigBuilder> settings) {
        server = settings;
        return this;
    }

    /**
     * Serves clients over TLS: endpoints begin with {@code https}. The certificate must name {@code 127.0.0.1}, and the
     * cluster's own client must trust it: {@code client(config -> config.tls(Tls.fromPem(authorities)))}.
     *
     * @param certificate of every member, PEM
     * @param key its private key, PEM
     */
    public TestClusterBuilder tls(Path certificate, Path key) {
        scheme = "https";
        certificates = config -> config.clientTls(certificate, key);
        return this;
    }

    /** Sets what else the cluster's own client shall have, such as the authorities it trusts. */
    public TestClusterBuilder client(Consumer<? super FairleadClient.Builder> settings) {
        client = settings;
        return this;
    }

    /**
     * Starts a cluster and waits until all members serve.
     *
     * @throws java.io.UncheckedIOException if a member can't start
     * @throws IllegalStateException if the cluster does not form
     */
    public TestCluster start() {
        return TestCluster.start(
                members,
                new MemberSettings(scheme, config -> {
                    certificates.accept(config);
                    server.accept(config);
                }),
                client);
    }
}
