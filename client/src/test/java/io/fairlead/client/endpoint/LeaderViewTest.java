package io.fairlead.client.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.inprocess.InProcessChannelBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderViewTest {
    private final Endpoint one = new Endpoint(
            EndpointAddress.parse("a:1"), InProcessChannelBuilder.forName("a").build(), () -> 0);
    private final Endpoint two = new Endpoint(
            EndpointAddress.parse("b:1"), InProcessChannelBuilder.forName("b").build(), () -> 0);
    private final LeaderView view = new LeaderView();

    @AfterEach
    void close() {
        one.channel().shutdownNow();
        two.channel().shutdownNow();
    }

    @Test
    void leader_toldAndMet_isItsEndpoint() {
        view.met(7, one);
        view.told(7, 3);
        assertThat(view.leader()).contains(one);
    }

    @Test
    void leader_toldButNeverMet_isUnknown() {
        view.told(7, 3);
        assertThat(view.leader()).isEmpty();
    }

    @Test
    void told_olderTerm_isIgnored() {
        view.met(7, one);
        view.met(8, two);
        view.told(8, 4);
        view.told(7, 3);
        assertThat(view.leader()).contains(two);
    }

    @Test
    void told_nobodyInSameTerm_forgets() {
        view.met(7, one);
        view.told(7, 3);
        view.told(0, 3);
        assertThat(view.leader()).isEmpty();
    }

    @Test
    void doubt_afterWrongBelief_forgetsUntilTold() {
        view.met(7, one);
        view.told(7, 3);
        view.doubt();
        assertThat(view.leader()).isEmpty();
        view.told(7, 3);
        assertThat(view.leader()).contains(one);
    }
}
