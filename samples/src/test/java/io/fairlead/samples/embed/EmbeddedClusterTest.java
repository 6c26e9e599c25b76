package io.fairlead.samples.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EmbeddedClusterTest {
    @Test
    @Timeout(120)
    void cluster_losesAMember_goesOn() throws IOException, InterruptedException, TimeoutException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EmbeddedCluster.run(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("three members: hello", "two members: still here");
    }
}
