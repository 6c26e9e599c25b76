package io.fairlead.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.fairlead.benchmarks.load.LoadCase;
import io.fairlead.benchmarks.load.LoadPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Trial PUTS = new LoadTrial(3, LoadPlan.closed(LoadCase.PUT, 1_000));

    private static Sample sample(double perSecond, double cpu) {
        return new Sample(Map.of(Metric.THROUGHPUT, perSecond, Metric.CPU, cpu), 0, 0);
    }

    private static Outcome rounds() {
        Outcome outcome = new Outcome("ours", "etcd", List.of(PUTS));
        outcome.add(PUTS, sample(40_000, 30), sample(10_000, 100));
        outcome.add(PUTS, sample(50_000, 20), sample(10_000, 100));
        outcome.add(PUTS, sample(90_000, 60), sample(30_000, 100));
        return outcome;
    }

    @Test
    void ratio_isOfRoundsNotOfMedians() {
        // 50,000 / 10,000 would be 5 from the medians of each side alone, too; CPU would not.
        assertThat(rounds().ratio(PUTS, Metric.THROUGHPUT)).contains(new Spread(4, 3, 5));
        assertThat(rounds().ratio(PUTS, Metric.CPU)).contains(new Spread(0.3, 0.2, 0.6));
    }

    @Test
    void ratio_ofWhatOneSideDoesNotTell_isAbsent() {
        Outcome outcome = new Outcome("ours", "etcd", List.of(PUTS));
        outcome.add(PUTS, sample(1, 1), new Sample(Map.of(Metric.THROUGHPUT, 2.0), 0, 0));

        assertThat(outcome.ratio(PUTS, Metric.CPU)).isEmpty();
        assertThat(outcome.ratio(PUTS, Metric.THROUGHPUT)).contains(new Spread(0.5, 0.5, 0.5));
    }

    @Test
    void spread_ofAnEvenNumber_liesInTheMiddle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void goals_areJudgedByTheMedian() {
        List<Goal> goals = Goal.of(List.of(PUTS));

        assertThat(goals).extracting(Goal::metric).containsExactly(Metric.THROUGHPUT, Metric.CPU);
        assertThat(goals.get(0).isMetBy(4.5)).isTrue();
        assertThat(goals.get(0).isMetBy(4.4)).isFalse();
        assertThat(goals.get(1).isMetBy(0.25)).isTrue();
        assertThat(goals.get(1).isMetBy(0.26)).isFalse();
    }

    @Test
    void markdown_tellsRatiosGoalsAndWhatWentWrong() {
        Outcome outcome = rounds();
        outcome.add(PUTS, sample(40_000, 30), new Sample(sample(10_000, 100).values(), 0.5, 3));

        assertThat(OutcomeText.markdown(outcome))
                .contains("| 3 | put, 1000 outstanding | per second | 45,000 | 10,000 | 4.00x | 3.00 to 5.00 | 4 |")
                .contains("| 3 | put, 1000 outstanding | per second | >= 4.50x | 4.00x | missed |")
                .contains("put, 1000 outstanding @ 3 members: other processes disturbed 1 of 8 measurements.")
                .contains("operations failed: 0 of ours, 3 of etcd.");
    }

    @Test
    void json_hasEverySample() {
        JsonObject trial =
                OutcomeText.json(rounds()).getAsJsonArray("trials").get(0).getAsJsonObject();

        assertThat(trial.getAsJsonArray("rounds")).hasSize(3);
        assertThat(trial.getAsJsonArray("rounds")
                        .get(2)
                        .getAsJsonObject()
                        .getAsJsonObject("etcd")
                        .get("throughput")
                        .getAsDouble())
                .isEqualTo(30_000);
    }

    @Test
    void suite_hasATrialForEveryGoalAndUniqueNames() {
        List<Trial> trials = Suite.of(List.of(1, 3), Duration.ZERO, Duration.ofSeconds(1), 1_000_000);

        assertThat(trials).extracting(Suite::title).doesNotHaveDuplicates().contains("1,000,000 keys @ 1 member");
        assertThat(Goal.of(trials)).hasSize(30);
        assertThat(Suite.only(trials, name -> name.startsWith("failover"))).hasSize(1);
    }
}
