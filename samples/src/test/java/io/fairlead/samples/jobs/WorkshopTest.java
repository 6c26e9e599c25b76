package io.fairlead.samples.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import io.fairlead.samples.Printed;
import io.fairlead.testing.FairleadExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class WorkshopTest {
    private static final KeyRange TOKENS = KeyRange.prefix("samples/workshop/rate/");

    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    @Test
    void workshop_workerDies_everyJobIsDoneOnceAtTheSharedRate(FairleadClient client) {
        Printed printed = new Printed();
        List<WatchBatch> tokens = Collections.synchronizedList(new ArrayList<>());

        try (WatchHandle watch = client.watches().watch(TOKENS, WatchOptions.fromNow(), tokens::add)) {
            Workshop.run(client, printed.stream());
            watch.awaitRevision(client.kv().get(TOKENS).revision(), Duration.ofSeconds(30));
        }

        assertThat(printed.lines())
                .containsExactly(
                        "ann takes the door and dies",
                        "the door is painted, by the worker number 2 who took it",
                        "the fence is painted, by the worker number 1 who took it",
                        "the gate is painted, by the worker number 1 who took it",
                        "the wall is painted, by the worker number 1 who took it");
        assertThat(client.recipes().workQueue("samples/workshop/jobs").size()).isZero();
        assertThat(mostOut(tokens)).isEqualTo(2);
        assertThat(tokens.stream().flatMap(batch -> batch.events().stream()))
                .filteredOn(event -> event.kind() == WatchEvent.Kind.CREATED)
                .hasSize(4);
    }

    /** How many tokens were out at a time at most. */
    private static int mostOut(List<WatchBatch> tokens) {
        int out = 0;
        int most = 0;
        for (WatchBatch batch : tokens) {
            for (WatchEvent event : batch.events()) {
                out += event.kind() == WatchEvent.Kind.CREATED ? 1 : -1;
            }
            most = Math.max(most, out);
        }
        return most;
    }
}
