package io.fairlead.benchmarks.compare;

import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.SnapshotRequest;
import io.fairlead.api.pb.etcdserverpb.SnapshotResponse;
import io.fairlead.benchmarks.load.Load;
import io.fairlead.benchmarks.load.LoadCase;
import io.fairlead.benchmarks.load.LoadPlan;
import io.fairlead.benchmarks.load.Target;
import io.fairlead.benchmarks.process.LocalCluster;
import io.fairlead.benchmarks.process.ProcessUse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** One member with many keys of 256 bytes: what they take in memory and on disk, a snapshot of them, a restart. */
record StoreTrial(int keys) implements Trial {
    @Override
    public String name() {
        return String.format(Locale.ROOT, "%,d keys", keys);
    }

    @Override
    public int members() {
        return 1;
    }

    @Override
    public boolean wantsFreshCluster() {
        return true;
    }

    @Override
    public Sample run(LocalCluster cluster, Consumer<String> progress) throws IOException, InterruptedException {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        LoadPlan plan = LoadPlan.of(LoadCase.PUT).keys(keys).build();
        progress.accept("putting " + name());
        Load.fill(Target.plain(cluster.endpoints()), plan);
        ProcessUse.of(cluster.pids()).ifPresent(use -> values.put(Metric.RESIDENT, (double) use.residentBytes()));
        values.put(Metric.DISK, (double) cluster.bytesOnDisk());
        progress.accept("taking a snapshot");
        values.put(Metric.SNAPSHOT, snapshotRate(cluster));
        progress.accept("restarting");
        long start = System.nanoTime();
        cluster.restart(0);
        values.put(Metric.RESTART, (System.nanoTime() - start) / 1e3);
        return new Sample(values, 0, 0);
    }

    /** Bytes per second of the stream, each message thrown away as it comes. */
    private static double snapshotRate(LocalCluster cluster) {
        try (Plain plain = new Plain(cluster.endpoints())) {
            long start = System.nanoTime();
            long bytes = 0;
            Iterator<SnapshotResponse> pieces =
                    MaintenanceGrpc.newBlockingStub(plain.of(0)).snapshot(SnapshotRequest.getDefaultInstance());
            while (pieces.hasNext()) {
                bytes += pieces.next().getBlob().size();
            }
            return bytes / ((System.nanoTime() - start) / 1e9);
        }
    }
}
