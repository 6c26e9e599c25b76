package io.fairlead.benchmarks.compare;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.fairlead.benchmarks.load.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An outcome as Markdown, and for programs. */
public final class OutcomeText {
    private OutcomeText() {}

    /** Two tables: every metric of every trial, and the goals. */
    public static String markdown(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        lines.add("| members | trial | | " + outcome.ours() + " | " + outcome.other() + " | ratio | spread | rounds |");
        lines.add("|---:|---|---|---:|---:|---:|---|---:|");
        for (Trial trial : outcome.trials()) {
            for (Metric metric : Metric.values()) {
                outcome.ratio(trial, metric).ifPresent(ratio -> lines.add(row(outcome, trial, metric, ratio)));
            }
        }
        List<String> remarks = remarks(outcome);
        if (!remarks.isEmpty()) {
            lines.add("");
            lines.addAll(remarks);
        }
        List<String> goals = goals(outcome);
        if (!goals.isEmpty()) {
            lines.add("");
            lines.add("| members | trial | | goal | ratio | |");
            lines.add("|---:|---|---|---|---:|---|");
            lines.addAll(goals);
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String row(Outcome outcome, Trial trial, Metric metric, Spread ratio) {
        return "| " + trial.members() + " | " + trial.name() + " | " + metric.title() + " | "
                + shown(outcome, trial, metric, true) + " | " + shown(outcome, trial, metric, false) + " | "
                + Figures.three(ratio.median()) + "x | " + Figures.three(ratio.least()) + " to "
                + Figures.three(ratio.most()) + " | " + outcome.rounds(trial) + " |";
    }

    private static String shown(Outcome outcome, Trial trial, Metric metric, boolean isOurs) {
        return outcome.values(trial, metric, isOurs)
                .map(spread -> metric.shown(spread.median()))
                .orElse("");
    }

    private static List<String> remarks(Outcome outcome) {
        List<String> remarks = new ArrayList<>();
        for (Trial trial : outcome.trials()) {
            if (outcome.noisy(trial) > 0) {
                remarks.add("- " + Suite.title(trial) + ": other processes disturbed " + outcome.noisy(trial) + " of "
                        + 2 * outcome.rounds(trial) + " measurements.");
            }
            if (outcome.failed(trial, true) + outcome.failed(trial, false) > 0) {
                remarks.add("- " + Suite.title(trial) + ": operations failed: " + outcome.failed(trial, true) + " of "
                        + outcome.ours() + ", " + outcome.failed(trial, false) + " of " + outcome.other() + ".");
            }
        }
        return remarks;
    }

    private static List<String> goals(Outcome outcome) {
        List<String> rows = new ArrayList<>();
        for (Goal goal : Goal.of(outcome.trials())) {
            outcome.ratio(goal.trial(), goal.metric())
                    .ifPresent(ratio -> rows.add("| " + goal.trial().members() + " | "
                            + goal.trial().name() + " | " + goal.metric().title() + " | " + goal.shown() + " | "
                            + Figures.three(ratio.median()) + "x | "
                            + (goal.isMetBy(ratio.median()) ? "met" : "missed") + " |"));
        }
        return rows;
    }

    /** All samples, so that anyone can draw other conclusions. */
    public static JsonObject json(Outcome outcome) {
        JsonArray trials = new JsonArray();
        for (Trial trial : outcome.trials()) {
            JsonObject one = new JsonObject();
            one.addProperty("members", trial.members());
            one.addProperty("trial", trial.name());
            JsonArray rounds = new JsonArray();
            for (Outcome.Pair pair : outcome.of(trial)) {
                JsonObject round = new JsonObject();
                round.add(outcome.ours(), json(pair.ours()));
                round.add(outcome.other(), json(pair.other()));
                rounds.add(round);
            }
            one.add("rounds", rounds);
            trials.add(one);
        }
        JsonObject json = new JsonObject();
        json.addProperty("ours", outcome.ours());
        json.addProperty("other", outcome.other());
        json.add("trials", trials);
        return json;
    }

    private static JsonObject json(Sample sample) {
        JsonObject json = new JsonObject();
        sample.values()
                .forEach((metric, value) -> json.addProperty(metric.name().toLowerCase(Locale.ROOT), value));
        json.addProperty("otherCores", sample.otherCores());
        json.addProperty("failed", sample.failed());
        return json;
    }
}
