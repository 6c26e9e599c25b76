package io.fairlead.benchmarks.load;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A result for people, and for programs. */
public final class LoadText {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    private LoadText() {}

    /** Some lines. */
    public static String lines(LoadResult result) {
        List<String> lines = new ArrayList<>();
        boolean isWatch = result.plan().what() == LoadCase.WATCH;
        String unit = isWatch ? "event" : "operation";
        lines.add(result.plan().title() + ", " + Figures.three(result.counted()) + " s");
        lines.add("  throughput   " + Figures.count(result.perSecond()) + " " + unit + "s/s");
        StringBuilder latency = new StringBuilder(isWatch ? "  delivery    " : "  latency     ");
        for (double percentile : PERCENTILES) {
            latency.append(' ').append(name(percentile)).append(' ').append(Figures.micros(result.micros(percentile)));
        }
        lines.add(latency.toString());
        result.serverMicros()
                .ifPresent(
                        micros -> lines.add("  servers      " + Figures.micros(micros) + " of processor per " + unit));
        result.serverResident()
                .ifPresent(bytes -> lines.add("               " + Figures.bytes((double) bytes) + " resident, at most "
                        + Figures.bytes((double) result.serverPeakResident().orElse(bytes))
                        + result.serverGrowth().stream()
                                .mapToObj(growth -> ", " + Figures.bytes(growth) + " more per " + unit)
                                .findFirst()
                                .orElse("")));
        result.clientMicros()
                .ifPresent(
                        micros -> lines.add("  this tool    " + Figures.micros(micros) + " of processor per " + unit));
        result.otherCores()
                .ifPresent(cores -> lines.add("  others       " + Figures.three(cores) + " processors busy"
                        + (result.isNoisy() ? ": NOISY" : "")));
        if (result.failed() > 0) {
            lines.add("  failed       " + result.failures() + "; the first: " + result.firstFailure());
        }
        if (result.unanswered() > 0) {
            lines.add("  unanswered   " + result.unanswered());
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String name(double percentile) {
        if (percentile == 100) {
            return "max";
        }
        return percentile == Math.rint(percentile)
                ? String.format(Locale.ROOT, "p%.0f", percentile)
                : String.format(Locale.ROOT, "p%.1f", percentile);
    }

    /** One object; times in microseconds, sizes in bytes; what could not be had is left out. */
    public static JsonObject json(LoadResult result) {
        LoadPlan plan = result.plan();
        JsonObject json = new JsonObject();
        json.addProperty("case", plan.what().word());
        json.addProperty("outstanding", plan.outstanding());
        json.addProperty("rate", plan.rate());
        json.addProperty("connections", plan.connections());
        json.addProperty("keys", plan.keys());
        json.addProperty("valueBytes", plan.valueBytes());
        if (plan.what() == LoadCase.WATCH) {
            json.addProperty("watchers", plan.watchers());
        }
        json.addProperty("seconds", result.counted());
        json.addProperty("perSecond", result.perSecond());
        JsonObject latency = new JsonObject();
        for (double percentile : PERCENTILES) {
            latency.addProperty(name(percentile), result.micros(percentile));
        }
        latency.addProperty("mean", result.latency().getMean() / 1e3);
        latency.addProperty("count", result.latency().getTotalCount());
        json.add("latencyMicros", latency);
        JsonObject failures = new JsonObject();
        result.failures().forEach(failures::addProperty);
        json.add("failures", failures);
        json.addProperty("unanswered", result.unanswered());
        add(json, "serverMicros", result.serverMicros());
        add(json, "clientMicros", result.clientMicros());
        add(json, "serverResidentBytes", result.serverResident());
        add(json, "serverPeakResidentBytes", result.serverPeakResident());
        add(json, "serverGrowthBytes", result.serverGrowth());
        add(json, "otherCores", result.otherCores());
        return json;
    }

    private static void add(JsonObject json, String name, OptionalDouble value) {
        value.ifPresent(number -> json.addProperty(name, number));
    }

    private static void add(JsonObject json, String name, OptionalLong value) {
        value.ifPresent(number -> json.addProperty(name, number));
    }
}
