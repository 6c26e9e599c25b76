package io.fairlead.testing.jetcd;

import io.fairlead.testing.conformance.Conformance;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What jetcd does right of the suite. Not part of the build, whose name it would need: run by hand, for the table in
 * docs/conformance.md.
 */
class JetcdConformance {
    @TestFactory
    Stream<DynamicNode> jetcd() {
        return Conformance.of(JetcdUnderTest.opener()).tests(System.getProperty("scenario", ""));
    }
}
