package io.fairlead.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.port.EventLoops;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderLossTest {
    private final FakeNode node = new FakeNode();
    private final EventLoops.Hold loops = new EventLoops(1).hold();
    private final LeaderLoss loss = new LeaderLoss(node, loops, Duration.ofMillis(1));

    @AfterEach
    void close() {
        loss.close();
        loops.close();
    }

    @Test
    void listeners_leaderIsLost_areToldOnce() throws Exception {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        loss.add(() -> first.complete(null));
        LeaderLoss.Listener gone = () -> first.completeExceptionally(new AssertionError("was removed"));
        loss.add(gone);
        loss.remove(gone);
        node.status = FakeNode.status(0, false, List.of());
        first.get(20, TimeUnit.SECONDS);
        loss.add(() -> second.complete(null));
        second.get(20, TimeUnit.SECONDS);
        assertThat(first).isCompletedWithValue(null);
    }
}
