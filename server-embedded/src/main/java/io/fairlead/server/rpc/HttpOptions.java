package io.fairlead.server.rpc;

import io.fairlead.server.http.HttpAccess;

/**
 * What the client port offers over HTTP/1.1 besides health and version.
 *
 * @param jsonGateway etcd's services as {@code /v3/...}
 */
public record HttpOptions(boolean jsonGateway, HttpAccess access) {
    /** The gateway, as etcd; no web pages. */
    public static HttpOptions defaults() {
        return new HttpOptions(true, HttpAccess.defaults());
    }
}
