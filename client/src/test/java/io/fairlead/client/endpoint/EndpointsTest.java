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
}
