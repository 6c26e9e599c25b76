package io.fairlead.benchmarks.compare;

import io.fairlead.benchmarks.load.Load;
import io.fairlead.benchmarks.load.LoadPlan;
import io.fairlead.benchmarks.load.LoadResult;
import io.fairlead.benchmarks.load.Target;
import io.fairlead.benchmarks.process.LocalCluster;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** A run of the load tool. */
record LoadTrial(int members, LoadPlan plan) implements Trial {
    @Override
    public String name() {
        return plan.title();
    }

    @Override
    public Sample run(LocalCluster cluster, Consumer<String> progress) throws InterruptedException {
        LoadResult result = new Load(plan, cluster.pids(), progress).run(Target.plain(cluster.endpoints()));
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.THROUGHPUT, result.perSecond());
        values.put(Metric.P50, result.micros(50));
        values.put(Metric.P99, result.micros(99));
        values.put(Metric.P999, result.micros(99.9));
        result.serverMicros().ifPresent(micros -> values.put(Metric.CPU, micros));
        result.serverResident().ifPresent(bytes -> values.put(Metric.RESIDENT, (double) bytes));
        return new Sample(values, result.otherCores().orElse(0), result.failed() + result.unanswered());
    }
}
