package io.fairlead.server.embed;

import io.fairlead.server.http.HttpAccess;
import io.fairlead.server.rpc.HttpOptions;
import java.util.Collection;
import java.util.Set;

/**
 * What a member offers over HTTP/1.1 on its client port, and to whom. Names are those of etcd's flags.
 *
 * @param enableGrpcGateway etcd's services as JSON at {@code /v3/...}; on by default
 * @param enableV2 the older face of etcd at {@code /v2/...}, on the same keys; off by default
 * @param cors origins of web pages that may use the port, {@code *} for all; none by default, unlike etcd (ADR 0016)
 * @param hostWhitelist the names clients may call this member by, {@code *} for all, which is the default
 */
public record HttpConfig(boolean enableGrpcGateway, boolean enableV2, Set<String> cors, Set<String> hostWhitelist) {
    public HttpConfig {
        cors = Set.copyOf(cors);
        hostWhitelist = Set.copyOf(hostWhitelist);
    }

    public static HttpConfig defaults() {
        return new HttpConfig(true, false, Set.of(), Set.of("*"));
    }

    public HttpConfig withGrpcGateway(boolean on) {
        return new HttpConfig(on, enableV2, cors, hostWhitelist);
    }

    public HttpConfig withV2(boolean on) {
        return new HttpConfig(enableGrpcGateway, on, cors, hostWhitelist);
    }

    public HttpConfig withCors(Collection<String> origins) {
        return new HttpConfig(enableGrpcGateway, enableV2, Set.copyOf(origins), hostWhitelist);
    }

    public HttpConfig withHostWhitelist(Collection<String> hosts) {
        return new HttpConfig(enableGrpcGateway, enableV2, cors, Set.copyOf(hosts));
    }

    HttpOptions options() {
        return new HttpOptions(enableGrpcGateway, enableV2, new HttpAccess(cors, hostWhitelist));
    }
}
