package io.fairlead.server.rpc;

import io.fairlead.server.http.HttpAccess;

/**
 * What the client port offers over HTTP/1.1 besides health and version.
 *
 * @param jsonGateway etcd's services as {@code /v3/...}
 * @param v2 the older face, {@code /v2/keys} and {@code /v2/members}
 */
public record HttpOptions(boolean jsonGateway, boolean v2, HttpAccess access) {
    /** The gateway, as etcd; not the older face; no web pages. */
    public static HttpOptions defaults() {
        return new HttpOptions(true, false, HttpAccess.defaults());
    }
}
