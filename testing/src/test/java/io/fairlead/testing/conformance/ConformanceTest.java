package io.fairlead.testing.conformance;

import io.fairlead.testing.conformance.ClientUnderTest.Ability;
import io.fairlead.testing.conformance.ClientUnderTest.Opener;
import io.fairlead.testing.conformance.ClientUnderTest.Settings;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Our client passes all of the suite. */
class ConformanceTest {
    @TestFactory
    Stream<DynamicNode> ourClient() {
        return Conformance.of(new Opener() {
                    @Override
                    public ClientUnderTest open(Settings settings) {
                        return new FairleadUnderTest(settings);
                    }

                    @Override
                    public Set<Ability> abilities() {
                        return EnumSet.complementOf(EnumSet.of(Ability.LOGIN));
                    }
                })
                .tests(System.getProperty("scenario", ""));
    }
}
