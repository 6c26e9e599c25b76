package io.fairlead.server.model;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes a failing list of steps smaller while it fails: first by leaving out runs of steps, halves before quarters before
 * single ones (delta debugging), then by making each step's message smaller; over again until nothing helps.
 *
 * <p>A smaller list need not fail for the same reason as the first one. That is meant: it is a defect all the same, and
 * insisting on the reason would keep lists long.
 */
final class Shrinker {
    private final Predicate<List<Step>> fails;

    /** Bounds the time: how many more lists may be tried. */
    private int budget;

    private Shrinker(Predicate<List<Step>> fails, int budget) {
        this.fails = fails;
        this.budget = budget;
    }

    /**
     * The smallest list found with at most {@code budget} tries.
     *
     * @param fails whether a list fails; true of {@code steps}
     */
    static List<Step> shrink(List<Step> steps, int budget, Predicate<List<Step>> fails) {
        Shrinker shrinker = new Shrinker(fails, budget);
        List<Step> smallest = List.copyOf(steps);
        while (true) {
            List<Step> smaller = shrinker.withSmallerMessages(shrinker.withFewerSteps(smallest));
            if (smaller.equals(smallest)) {
                return smallest;
            }
            smallest = smaller;
        }
    }

    private List<Step> withFewerSteps(List<Step> steps) {
        List<Step> smallest = steps;
        for (int run = Math.max(1, steps.size() / 2); run >= 1; run /= 2) {
            // From the end, since what comes after the failure goes first and makes every later try shorter.
            for (int from = smallest.size() - run; from > -run; from -= run) {
                List<Step> without = new ArrayList<>(smallest);
                without.subList(Math.max(0, from), from + run).clear();
                if (stillFails(without)) {
                    smallest = without;
                }
            }
        }
        return withFewerRevisions(smallest);
    }

    /** Leaves out single steps that made revisions, where later steps count back over them. */
    private List<Step> withFewerRevisions(List<Step> steps) {
        List<Step> smallest = steps;
        for (int i = smallest.size() - 1; i >= 0; i--) {
            List<Step> without = new ArrayList<>(smallest.subList(0, i));
            smallest.subList(i + 1, smallest.size())
                    .forEach(step -> without.add(new Step(step.kind(), Revisions.nearer(step.message()))));
            if (stillFails(without)) {
                smallest = without;
            }
        }
        return smallest;
    }

    private List<Step> withSmallerMessages(List<Step> steps) {
        List<Step> smallest = new ArrayList<>(steps);
        for (int i = 0; i < smallest.size(); i++) {
            boolean smaller = true;
            while (smaller) {
                smaller =
                        tryEach(smallest, i, SmallerMessages.of(smallest.get(i).message()));
            }
        }
        return smallest;
    }

    private boolean tryEach(List<Step> steps, int position, Stream<Message> candidates) {
        Step before = steps.get(position);
        boolean found = candidates
                .map(message -> new Step(before.kind(), message))
                .filter(Step::isKnown)
                .anyMatch(candidate -> {
                    steps.set(position, candidate);
                    return stillFails(List.copyOf(steps));
                });
        if (!found) {
            steps.set(position, before);
        }
        return found;
    }

    private boolean stillFails(List<Step> steps) {
        if (budget == 0) {
            return false;
        }
        budget--;
        return fails.test(steps);
    }
}
