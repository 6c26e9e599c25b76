package io.fairlead.client.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.call.Routing;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RosterTest {
    private final List<ManagedChannel> opened = new ArrayList<>();
    private final Endpoint a = endpoint("a");
    private final Endpoint b = endpoint("b");
    private final Endpoint c = endpoint("c");

    private Endpoint endpoint(String name) {
        ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
        opened.add(channel);
        return new Endpoint(
                EndpointAddress.parse(name + ":1"), channel, Deadline.getSystemTicker(), () -> 0, EndpointEvents.NONE);
    }

    @AfterEach
    void close() {
        opened.forEach(ManagedChannel::shutdownNow);
    }

    private static Roster.Place place(Endpoint endpoint, int priority, int weight) {
        return new Roster.Place(endpoint, priority, weight, false);
    }

    private static List<Endpoint> choices(Roster roster, int count, Routing routing, Set<Endpoint> tried) {
        return IntStream.range(0, count)
                .mapToObj(turn -> roster.choose(turn, routing, tried))
                .toList();
    }

    @Test
    void choose_weights_givesTurnsInProportionAndSpread() {
        Roster roster = new Roster(List.of(place(a, 0, 30), place(b, 0, 10), place(c, 0, 20)));
        assertThat(choices(roster, 12, Routing.ROUND_ROBIN, Set.of()))
                .containsExactly(a, c, a, b, c, a, a, c, a, b, c, a);
    }

    @Test
    void choose_hugeWeights_staysBounded() {
        Roster roster = new Roster(List.of(place(a, 0, 65_535), place(b, 0, 65_534)));
        List<Endpoint> choices = choices(roster, 100, Routing.ROUND_ROBIN, Set.of());
        assertThat(choices).contains(a, b);
    }

    @Test
    void choose_lowerPriority_onlyWhileNoneOfTheFirstCanServe() {
        Roster roster = new Roster(List.of(place(a, 10, 1), place(b, 20, 1), place(c, 10, 1)));
        assertThat(choices(roster, 6, Routing.ROUND_ROBIN, Set.of()))
                .containsOnly(a, c)
                .contains(a, c);
        a.failed("broken");
        assertThat(choices(roster, 6, Routing.ROUND_ROBIN, Set.of())).containsOnly(c);
        c.failed("broken");
        assertThat(choices(roster, 6, Routing.ROUND_ROBIN, Set.of())).containsOnly(b);
    }

    @Test
    void choose_nearest_isTheOneThatAnsweredFastest() {
        Roster roster = new Roster(List.of(place(a, 0, 1), place(b, 0, 1), place(c, 0, 1)));
        a.answeredIn(3_000);
        b.answeredIn(1_000);
        assertThat(choices(roster, 3, Routing.NEAREST, Set.of())).containsOnly(c);
        c.answeredIn(2_000);
        assertThat(choices(roster, 3, Routing.NEAREST, Set.of())).containsOnly(b);
        assertThat(choices(roster, 3, Routing.NEAREST, Set.of(b))).containsOnly(c);
        b.failed("broken");
        assertThat(choices(roster, 3, Routing.NEAREST, Set.of())).containsOnly(c);
    }

    @Test
    void choose_nearestBecomesSlow_movesOnAfterSomeAnswers() {
        Roster roster = new Roster(List.of(place(a, 0, 1), place(b, 0, 1)));
        a.answeredIn(1_000);
        b.answeredIn(2_000);
        a.answeredIn(4_000);
        assertThat(choices(roster, 1, Routing.NEAREST, Set.of())).containsOnly(a);
        for (int i = 0; i < 10; i++) {
            a.answeredIn(4_000);
        }
        assertThat(choices(roster, 1, Routing.NEAREST, Set.of())).containsOnly(b);
    }

    @Test
    void choose_reserve_comesBehindTheListUnlessThatIsEjectedOrTried() {
        Roster roster = new Roster(List.of(place(a, 0, 1), new Roster.Place(b, 0, 1, true)));
        assertThat(choices(roster, 4, Routing.ROUND_ROBIN, Set.of())).containsOnly(a);
        assertThat(choices(roster, 4, Routing.ROUND_ROBIN, Set.of(a))).containsOnly(b);
        a.failed("broken");
        assertThat(choices(roster, 4, Routing.ROUND_ROBIN, Set.of())).containsOnly(b);
        assertThat(roster.listed()).containsExactly(a);
        assertThat(roster.all()).containsExactly(a, b);
    }
}
