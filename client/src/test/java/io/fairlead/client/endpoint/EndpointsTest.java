package io.fairlead.client.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private final AtomicLong now = new AtomicLong();
    private final List<ManagedChannel> opened = new ArrayList<>();
    private final Endpoints endpoints =
            new Endpoints(EndpointSource.of(List.of("a:1", "b:1", "c:1")), this::open, now::get);

    private ManagedChannel open(EndpointAddress address) {
        ManagedChannel channel =
                InProcessChannelBuilder.forName(address.target()).build();
        opened.add(channel);
        return channel;
    }

    @AfterEach
    void close() {
        endpoints.close();
        assertThat(opened).allMatch(ManagedChannel::isTerminated);
    }

    private Endpoint a() {
        return endpoints.named("a:1");
    }

    private Endpoint b() {
        return endpoints.named("b:1");
    }

    private Endpoint c() {
        return endpoints.named("c:1");
    }

    @Test
    void next_allHealthy_goesRound() {
        assertThat(List.of(
                        endpoints.next(Set.of()),
                        endpoints.next(Set.of()),
                        endpoints.next(Set.of()),
                        endpoints.next(Set.of())))
                .containsExactly(a(), b(), c(), a());
    }

    @Test
    void next_someTried_prefersOthers() {
        assertThat(endpoints.next(Set.of(a(), b()))).isSameAs(c());
        assertThat(endpoints.hasUntried(Set.of(a(), b()))).isTrue();
        assertThat(endpoints.hasUntried(Set.of(a(), b(), c()))).isFalse();
    }

    @Test
    void next_oneEjected_comesLast() {
        a().failed("broken");
        assertThat(endpoints.next(Set.of())).isSameAs(b());
        assertThat(endpoints.next(Set.of(b(), c()))).isSameAs(a());
    }

    @Test
    void next_allEjected_stillGivesOne() {
        a().failed("broken");
        b().failed("broken");
        c().failed("broken");
        assertThat(endpoints.next(Set.of())).isSameAs(a());
    }

    @Test
    void isEjected_answerAfterFailure_isForgotten() {
        a().failed("broken");
        a().answered();
        assertThat(a().isEjected()).isFalse();
    }

    @Test
    void named_sameAddressWrittenDifferently_isOneEndpoint() {
        assertThat(endpoints.named("http://a:1")).isSameAs(a());
        assertThat(opened).hasSize(3);
    }

    @Test
    void named_strangerOutsideTheList_isOpenedButNotCalled() {
        Endpoint stranger = endpoints.named("d:1");
        assertThat(endpoints.all()).containsExactly(a(), b(), c()).doesNotContain(stranger);
    }

    @Test
    void replace_newList_isUsedAndKeepsChannels() {
        endpoints.replace(List.of("c:1", "d:1", "http://c:1"));
        assertThat(endpoints.all()).extracting(Endpoint::name).containsExactly("c:1", "d:1");
        assertThat(opened).hasSize(4);
    }

    @Test
    void replace_emptyList_isIgnored() {
        endpoints.replace(List.of());
        assertThat(endpoints.all()).hasSize(3);
    }

    @Test
    void construct_withoutEndpoints_isRefused() {
        assertThatThrownBy(() -> new Endpoints(EndpointSource.of(List.of()), this::open, now::get))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void named_afterClose_givesClosedChannel() {
        endpoints.close();
        assertThat(endpoints.named("late:1").channel().isShutdown()).isTrue();
    }

    @Test
    void replace_listThatProvesUnreachable_fallsBackToWhatTheUserNamed() {
        endpoints.replace(List.of("d:1", "e:1"));
        assertThat(endpoints.all()).extracting(Endpoint::name).containsExactly("d:1", "e:1");
        assertThat(endpoints.withReserve())
                .extracting(Endpoint::name)
                .containsExactly("d:1", "e:1", "a:1", "b:1", "c:1");
        endpoints.named("d:1").failed("unreachable");
        endpoints.named("e:1").failed("unreachable");
        assertThat(endpoints.next(Set.of())).isIn(a(), b(), c());
    }

    @Test
    void located_newAnswerOfTheSource_leavesNothingInReserve() {
        endpoints.located(List.of(Location.of("d:1")));
        assertThat(endpoints.withReserve()).extracting(Endpoint::name).containsExactly("d:1");
        assertThat(endpoints.given()).extracting(Endpoint::name).containsExactly("d:1");
    }

    @Test
    void replace_sameList_isNoNews() {
        List<List<Endpoint>> news = new ArrayList<>();
        EndpointEvents notes = new EndpointEvents() {
            @Override
            public void listChanged(List<Endpoint> list) {
                news.add(list);
            }
        };
        try (Endpoints watched = new Endpoints(List.of(Location.of("a:1")), this::open, now::get, notes)) {
            watched.replace(List.of("http://a:1"));
            watched.replace(List.of("b:1"));
        }
        assertThat(news).hasSize(1);
        assertThat(news.get(0)).extracting(Endpoint::name).containsExactly("b:1");
    }

    @Test
    void next_sourceNotAskedYet_givesOneThatSendsNothingAndAsksForTheSource() {
        AtomicLong asked = new AtomicLong();
        EndpointEvents notes = new EndpointEvents() {
            @Override
            public void wanted() {
                asked.incrementAndGet();
            }
        };
        try (Endpoints unlocated = new Endpoints(List.of(), this::open, now::get, notes)) {
            assertThat(unlocated.isEmpty()).isTrue();
            assertThat(unlocated.next(Set.of()).name()).isEqualTo("(not found yet)");
            assertThat(asked).hasValue(1);
            unlocated.located(List.of(Location.of("a:1")));
            assertThat(unlocated.next(Set.of()).name()).isEqualTo("a:1");
            assertThat(unlocated.withReserve()).hasSize(1);
        }
    }

    @Test
    void events_upAndDown_areToldOncePerChange() {
        List<String> news = new ArrayList<>();
        EndpointEvents notes = new EndpointEvents() {
            @Override
            public void up(Endpoint endpoint) {
                news.add("up");
            }

            @Override
            public void down(Endpoint endpoint, String why) {
                news.add("down " + why);
            }
        };
        try (Endpoints watched = new Endpoints(List.of(Location.of("a:1")), this::open, now::get, notes)) {
            Endpoint only = watched.next(Set.of());
            only.answered();
            only.answered();
            only.failed("first");
            only.failed("second");
            only.answered();
            assertThat(only.state().lastFailure()).contains("second");
        }
        assertThat(news).containsExactly("up", "down first", "up");
    }
}
