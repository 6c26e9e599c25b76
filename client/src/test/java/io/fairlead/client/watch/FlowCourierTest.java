package io.fairlead.client.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.CompactedException;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules of Reactive Streams, by their numbers, on an executor that runs when the test says so. */
class FlowCourierTest {
    private final Queue<Runnable> due = new ArrayDeque<>();
    private final Subscriber subscriber = new Subscriber();
    private final FlowCourier courier = new FlowCourier(WatchOptions.fromNow().buffer(4), due::add, subscriber);
    private final List<String> source = new ArrayList<>();

    FlowCourierTest() {
        courier.attach(new Inbox.Source() {
            @Override
            public void roomAgain() {
                source.add("room");
            }

            @Override
            public void abandoned() {
                source.add("abandoned");
            }

            @Override
            public void wanted(long revision) {}
        });
    }

    private static final class Subscriber implements Flow.Subscriber<WatchBatch> {
        private final List<String> heard = new ArrayList<>();
        private Consumer<WatchBatch> onNext = batch -> {};

        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(WatchBatch batch) {
            heard.add("next " + batch.revision());
            onNext.accept(batch);
        }

        @Override
        public void onError(Throwable failure) {
            heard.add(failure.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            heard.add("complete");
        }
    }

    private void run() {
        for (Runnable next = due.poll(); next != null; next = due.poll()) {
            next.run();
        }
    }

    private boolean offer(long revision) {
        return courier.offer(
                WatchMessages.batch(new WatchPosition.Changes(revision, List.of(FakeWatchMember.event(revision)))));
    }

    @Test
    void rule1_1_noMoreThanRequested() {
        offer(5);
        offer(6);
        offer(7);
        run();
        assertThat(subscriber.heard).isEmpty();
        courier.request(2);
        run();
        assertThat(subscriber.heard).containsExactly("next 5", "next 6");
        courier.request(1);
        run();
        assertThat(subscriber.heard).hasSize(3);
    }

    @Test
    void rule1_7_nothingAfterTheEnd_whichComesLast() {
        courier.request(1);
        offer(5);
        offer(6);
        courier.end(new CompactedException(9, List.of()));
        run();
        assertThat(subscriber.heard).containsExactly("next 5");
        courier.request(5);
        run();
        courier.request(5);
        offer(7);
        run();
        assertThat(subscriber.heard).containsExactly("next 5", "next 6", "CompactedException");
    }

    @Test
    void rule2_13_subscriberThatFailsIsCancelled() {
        subscriber.onNext = batch -> {
            throw new IllegalStateException("mine");
        };
        courier.request(5);
        offer(5);
        offer(6);
        run();
        assertThat(subscriber.heard).containsExactly("next 5");
        assertThat(source).contains("abandoned");
    }

    @Test
    void rule3_3_requestWithinOnNextDoesNotRecurse() {
        int[] depth = {0, 0};
        subscriber.onNext = batch -> {
            depth[1] = Math.max(depth[1], ++depth[0]);
            courier.request(1);
            depth[0]--;
        };
        offer(5);
        offer(6);
        offer(7);
        courier.request(1);
        run();
        assertThat(subscriber.heard).hasSize(3);
        assertThat(depth[1]).isEqualTo(1);
    }

    @Test
    void rule3_6_nothingAfterCancel_whateverIsAsked() {
        offer(5);
        courier.cancel();
        courier.cancel();
        courier.request(3);
        courier.request(-1);
        run();
        assertThat(subscriber.heard).isEmpty();
    }

    @Test
    void rule3_9_requestOfNothingIsAnError() {
        courier.request(0);
        run();
        assertThat(subscriber.heard).containsExactly("IllegalArgumentException");
        assertThat(source).containsExactly("abandoned");
    }

    @Test
    void rule3_17_demandWithoutBoundStaysSo() {
        courier.request(Long.MAX_VALUE);
        courier.request(Long.MAX_VALUE);
        for (long revision = 1; revision <= 20; revision++) {
            offer(revision);
            run();
        }
        assertThat(subscriber.heard).hasSize(20);
    }

    @Test
    void close_ofTheClient_isAnErrorWithoutDemand() {
        offer(5);
        courier.close(Inbox.asFailure(null));
        run();
        assertThat(subscriber.heard).containsExactly(ClientClosedException.class.getSimpleName());
    }

    @Test
    void inbox_withoutDemand_refusesBeyondItsCapacityAndTellsOfRoom() {
        for (long revision = 1; revision <= 4; revision++) {
            assertThat(offer(revision)).isTrue();
        }
        assertThat(offer(5)).isFalse();
        courier.request(1);
        run();
        assertThat(source).isEmpty();
        courier.request(1);
        run();
        assertThat(source).containsExactly("room");
    }

    @Test
    void executor_refuses_endsTheWatchInsteadOfHanging() {
        Subscriber other = new Subscriber();
        FlowCourier refused = new FlowCourier(
                WatchOptions.fromNow(),
                task -> {
                    throw new RejectedExecutionException("full");
                },
                other);
        refused.request(1);
        assertThat(other.heard).containsExactly("ClientClosedException");
        assertThat(refused.done()).isCompletedExceptionally();
    }
}
