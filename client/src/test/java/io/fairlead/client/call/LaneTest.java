package io.fairlead.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The threads are a queue that the test works off. */
class LaneTest {
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final Lane lane = new Lane(threads::add);
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void lane_manyTasks_runInOrderAndOneTurnAtATime() {
        for (int i = 0; i < 200; i++) {
            int number = i;
            lane.execute(() -> ran.add(number));
        }

        assertThat(threads).hasSize(1);
        while (!threads.isEmpty()) {
            threads.remove().run();
            assertThat(threads).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void lane_taskThatAddsATask_runsItAfterwards() {
        lane.execute(() -> {
            lane.execute(() -> ran.add(2));
            ran.add(1);
        });
        threads.remove().run();

        assertThat(ran).containsExactly(1, 2);
    }

    @Test
    void lane_taskThatThrows_doesNotHoldUpTheNext() {
        lane.execute(() -> {
            throw new IllegalStateException("part of the test");
        });
        lane.execute(() -> ran.add(1));
        threads.remove().run();

        assertThat(ran).containsExactly(1);
    }

    @Test
    void lane_executorThatTakesNoMore_dropsTheTask() {
        Lane closed = new Lane(task -> {
            throw new RejectedExecutionException("closed");
        });

        closed.execute(() -> ran.add(1));

        assertThat(ran).isEmpty();
    }
}
