package io.fairlead.client.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceLookupTest {
    private final AtomicLong now = new AtomicLong();
    private final Queue<Runnable> due = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Endpoints endpoints = new Endpoints(
            List.of(),
            address -> InProcessChannelBuilder.forName(address.target()).build(),
            now::get,
            EndpointEvents.NONE);

    @AfterEach
    void close() {
        endpoints.close();
    }

    private SourceLookup lookup(EndpointSource source) {
        return new SourceLookup(
                () -> {
                    asked.incrementAndGet();
                    return source.locate();
                },
                endpoints,
                due::add,
                now::get);
    }

    private void runAll() {
        while (!due.isEmpty()) {
            due.remove().run();
        }
    }

    @Test
    void ask_twiceAtOnce_isOneQuestionWithOneAnswer() {
        SourceLookup lookup = lookup(() -> List.of(Location.of("a:1")));
        CompletableFuture<Void> first = lookup.ask();
        CompletableFuture<Void> second = lookup.ask();
        runAll();
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(asked).hasValue(1);
        assertThat(endpoints.all()).extracting(Endpoint::name).containsExactly("a:1");
    }

    @Test
    void ask_sourceFailsOrNamesNobody_failsAndKeepsTheList() {
        endpoints.located(List.of(Location.of("a:1")));
        CompletableFuture<Void> failing = lookup(() -> {
                    throw new IOException("no answer");
                })
                .ask();
        CompletableFuture<Void> empty = lookup(List::of).ask();
        CompletableFuture<Void> nonsense =
                lookup(() -> List.of(Location.of("nonsense"))).ask();
        runAll();
        assertThatThrownBy(failing::join).hasRootCauseMessage("no answer");
        assertThat(empty).isCompletedExceptionally();
        assertThat(nonsense).isCompletedExceptionally();
        assertThat(endpoints.all()).hasSize(1);
    }

    @Test
    void askAgain_oftenWhileEndpointsFail_asksEveryFiveSeconds() {
        SourceLookup lookup = lookup(() -> List.of(Location.of("a:1")));
        lookup.askAgain();
        runAll();
        now.addAndGet(SourceLookup.GAP.toNanos() - 1);
        lookup.askAgain();
        runAll();
        assertThat(asked).hasValue(1);
        now.addAndGet(1);
        lookup.askAgain();
        runAll();
        assertThat(asked).hasValue(2);
    }

    @Test
    void askAgain_sourceIsFixed_neverAsks() {
        new SourceLookup(EndpointSource.of(List.of("a:1")), endpoints, due::add, now::get).askAgain();
        assertThat(due).isEmpty();
    }

    @Test
    void ask_clientIsClosed_fails() {
        SourceLookup lookup = new SourceLookup(
                () -> List.of(Location.of("a:1")),
                endpoints,
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                now::get);
        assertThat(lookup.ask()).isCompletedExceptionally();
    }

    @Test
    void location_outOfRange_isRefused() {
        assertThatThrownBy(() -> new Location("a:1", -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Location("a:1", 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
