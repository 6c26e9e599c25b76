package io.fairlead.server.http;

import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;

/** {@code /version}: the level of etcd this member and its cluster are at, as etcd 3.6 writes it, and our own release. */
public final class VersionPage implements HttpPage {
    private final Node node;
    private final Versions versions;

    public VersionPage(Node node, Versions versions) {
        this.node = node;
        this.versions = versions;
    }

    @Override
    public boolean serves(String path) {
        return path.equals("/version");
    }

    @Override
    public CompletableFuture<PageAnswer> answer(PageRequest request) {
        if (!request.isGet()) {
            return CompletableFuture.completedFuture(PageAnswer.getOnly());
        }
        String cluster = node.status().clusterVersion();
        return CompletableFuture.completedFuture(PageAnswer.json(
                200,
                "{\"etcdserver\":" + JsonText.quote(versions.etcd())
                        + ",\"etcdcluster\":" + JsonText.quote(cluster.isEmpty() ? "not_decided" : cluster)
                        + ",\"storage\":" + JsonText.quote(versions.storage())
                        + ",\"fairlead\":" + JsonText.quote(versions.fairlead()) + "}"));
    }
}
