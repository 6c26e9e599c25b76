package io.fairlead.samples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.client.FairleadClient;
import io.fairlead.samples.Printed;
import io.fairlead.testing.FairleadExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class DirectoryTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    @Test
    void directory_instancesComeChangeAndGo_isKnownToTheCaller(FairleadClient client) throws InterruptedException {
        Printed printed = new Printed();

        Directory.run(client, printed.stream());

        assertThat(printed.lines())
                .containsExactly(
                        "at first there are []",
                        "the first one came: [10.0.0.1:8080]",
                        "another one came: [10.0.0.1:8080, 10.0.0.2:8080]",
                        "an update: version 2",
                        "the other one died: [10.0.0.1:8080]",
                        "and the first one left: []");
    }
}
