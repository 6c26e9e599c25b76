package io.fairlead.server.metrics;

import io.fairlead.server.meter.Histogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The metrics of one scrape, as they are gathered: each name once, with its series. Belongs to one thread. */
final class Families {
    private final List<MetricSnapshot> all = new ArrayList<>();

    /** Takes the series of one family. */
    interface Series<T> {
        /**
         * Adds one.
         *
         * @param labels names and values, by turns
         */
        void add(T value, String... labels);
    }

    List<MetricSnapshot> all() {
        return all;
    }

    void add(MetricSnapshot snapshot) {
        all.add(snapshot);
    }

    void gauge(String name, String help, long value) {
        gauges(name, help, series -> series.add((double) value));
    }

    void gauge(String name, String help, boolean value) {
        gauge(name, help, value ? 1L : 0L);
    }

    void gauges(String name, String help, Consumer<Series<Double>> of) {
        GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
        of.accept((value, labels) -> family.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels))
                .build()));
        all.add(family.build());
    }

    /** A counter, whose name ends in {@code _total}. */
    void counter(String name, String help, long value) {
        counters(name, help, series -> series.add((double) value));
    }

    /** As {@link #counter}, with labels. */
    void counters(String name, String help, Consumer<Series<Double>> of) {
        CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
        of.accept((value, labels) -> family.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels))
                .build()));
        all.add(family.build());
    }

    /** A count whose name lacks the ending by which the library knows a counter: its type is told as unknown. */
    void count(String name, String help, long value) {
        counts(name, help, series -> series.add((double) value));
    }

    /** As {@link #count}. */
    void counts(String name, String help, Consumer<Series<Double>> of) {
        UnknownSnapshot.Builder family = UnknownSnapshot.builder().name(name).help(help);
        of.accept((value, labels) -> family.dataPoint(UnknownSnapshot.UnknownDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels))
                .build()));
        all.add(family.build());
    }

    void histogram(String name, String help, Histogram histogram) {
        histograms(name, help, series -> series.add(histogram));
    }

    void histograms(String name, String help, Consumer<Series<Histogram>> of) {
        HistogramSnapshot.Builder family =
                HistogramSnapshot.builder().name(name).help(help);
        of.accept((histogram, labels) -> family.dataPoint(point(histogram, Labels.of(labels))));
        all.add(family.build());
    }

    private static HistogramSnapshot.HistogramDataPointSnapshot point(Histogram histogram, Labels labels) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < histogram.size(); i++) {
            buckets.bucket(histogram.boundAt(i), histogram.countAt(i));
        }
        return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(histogram.sum())
                .labels(labels)
                .build();
    }
}
