package io.fairlead.testing.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Our client passes all of the suite. */
class ConformanceTest {
    @TestFactory
    Stream<DynamicNode> ourClient() {
        return Conformance.of(FairleadUnderTest::new).tests(System.getProperty("scenario", ""));
    }
}
