package io.fairlead.testing.conformance;

import io.fairlead.testing.conformance.ClientUnderTest.Ability;
import java.util.Set;

/**
 * One thing a client must do right.
 *
 * @param group {@code watch}, {@code lease} or {@code calls}
 * @param name what happens, and what must come of it
 * @param demand how much hangs on it
 * @param needs what the client must be able to do for the scenario to make sense
 * @param body the scenario; throws where the client fails
 */
public record Scenario(String group, String name, Demand demand, Set<Ability> needs, Body body) {
    /** How much hangs on a scenario. */
    public enum Demand {
        /** Otherwise something is lost, doubled or wrong. */
        SAFETY,

        /** Otherwise the client stops, hangs or gives up where it could go on. */
        SERVICE
    }

    /** What is run. */
    @FunctionalInterface
    public interface Body {
        void run(Stage stage) throws Exception;
    }

    public Scenario {
        needs = Set.copyOf(needs);
    }

    static Scenario safety(String group, String name, Body body, Ability... needs) {
        return new Scenario(group, name, Demand.SAFETY, Set.of(needs), body);
    }

    static Scenario service(String group, String name, Body body, Ability... needs) {
        return new Scenario(group, name, Demand.SERVICE, Set.of(needs), body);
    }
}
