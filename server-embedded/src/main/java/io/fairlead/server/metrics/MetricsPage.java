package io.fairlead.server.metrics;

import io.fairlead.api.Bytes;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.http.Versions;
import io.fairlead.server.node.NodeMeters;
import io.fairlead.server.rpc.PortMeters;
import io.fairlead.server.transport.grpc.PeerMeters;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** {@code /metrics}: all that a member counts, in the text format of Prometheus. Safe from any thread. */
public final class MetricsPage implements HttpPage {
    private final MemberFamilies member;
    private final StoreFamilies store;
    private final DiskMeters disk;
    private final PeerFamilies peers;
    private final CallFamilies calls;
    private final ProcessFamilies process = new ProcessFamilies();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Executor scrapes;

    /**
     * Tells what these meters count.
     *
     * @param extensive whether to tell how long calls took, which are a dozen series for each method
     * @param scrapes where a scrape is worked out, some milliseconds each; may refuse, and then the scrape is refused
     */
    public MetricsPage(
            NodeMeters node,
            PeerMeters peers,
            DiskMeters disk,
            PortMeters port,
            Versions versions,
            boolean extensive,
            Executor scrapes) {
        this.member = new MemberFamilies(node, versions);
        this.store = new StoreFamilies(node);
        this.disk = disk;
        this.peers = new PeerFamilies(peers);
        this.calls = new CallFamilies(port, extensive);
        this.scrapes = scrapes;
    }

    @Override
    public boolean serves(String path) {
        return path.equals("/metrics");
    }

    @Override
    public CompletableFuture<PageAnswer> answer(PageRequest request) {
        if (!request.isGet()) {
            return CompletableFuture.completedFuture(PageAnswer.getOnly());
        }
        try {
            return CompletableFuture.supplyAsync(this::scrape, scrapes);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(PageAnswer.text(503, "too many scrapes at once\n"));
        }
    }

    private PageAnswer scrape() {
        Families families = new Families();
        member.tell(families);
        store.tell(families);
        disk.tell(families);
        peers.tell(families);
        calls.tell(families);
        process.tell(families);
        ByteArrayOutputStream text = new ByteArrayOutputStream(128 * 1024);
        try {
            writer.write(text, new MetricSnapshots(families.all()));
        } catch (IOException e) {
            throw new IllegalStateException("memory can't be written", e);
        }
        return new PageAnswer(200, writer.getContentType(), Map.of(), Bytes.unsafeWrap(text.toByteArray()));
    }
}
