package io.fairlead.client.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Deadline;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderViewTest {
    private final Endpoint one = new Endpoint(
            EndpointAddress.parse("a:1"),
            InProcessChannelBuilder.forName("a").build(),
            Deadline.getSystemTicker(),
            () -> 0,
            EndpointEvents.NONE);
    private final Endpoint two = new Endpoint(
            EndpointAddress.parse("b:1"),
            InProcessChannelBuilder.forName("b").build(),
            Deadline.getSystemTicker(),
            () -> 0,
            EndpointEvents.NONE);
    private final List<String> news = new ArrayList<>();
    private final EndpointEvents events = new EndpointEvents() {
        @Override
        public void leaderChanged(long leaderId, long term) {
            news.add(leaderId + " in " + term);
        }
    };
    private final LeaderView view = new LeaderView(events);

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

    @Test
    void answered_higherTermThanKnown_putsLeaderInDoubtOnce() {
        view.met(7, one);
        view.told(7, 3);
        assertThat(view.answered(7, 3, one)).isFalse();
        assertThat(view.leader()).contains(one);
        assertThat(view.answered(8, 4, two)).isTrue();
        assertThat(view.leader()).isEmpty();
        assertThat(view.answered(8, 4, two)).isFalse();
        assertThat(view.term()).isEqualTo(4);
    }

    @Test
    void answered_lowerTerm_isNoNews() {
        view.met(7, one);
        view.told(7, 3);
        assertThat(view.answered(8, 2, two)).isFalse();
        assertThat(view.leader()).contains(one);
    }

    @Test
    void answered_member_isMetThere() {
        view.told(8, 3);
        assertThat(view.leader()).isEmpty();
        assertThat(view.answered(8, 3, two)).isFalse();
        assertThat(view.leader()).contains(two);
        assertThat(two.memberId()).isEqualTo(8);
    }

    @Test
    void answered_withoutMemberOrTerm_isNoNews() {
        assertThat(view.answered(0, 0, one)).isFalse();
        assertThat(one.memberId()).isZero();
    }

    @Test
    void answered_memberMovedToAnotherEndpoint_isFoundThere() {
        view.met(7, one);
        view.told(7, 3);
        assertThat(view.answered(7, 3, two)).isFalse();
        assertThat(view.leader()).contains(two);
    }

    @Test
    void answered_termAboveTheSignedRange_isHigher() {
        view.told(7, 3);
        assertThat(view.answered(7, -1, one)).isTrue();
        assertThat(view.answered(7, 4, one)).isFalse();
    }

    @Test
    void doubt_ofAnotherEndpoint_changesNothing() {
        view.met(7, one);
        view.told(7, 3);
        view.doubt(two);
        assertThat(view.leader()).contains(one);
        view.doubt(one);
        assertThat(view.leader()).isEmpty();
    }

    @Test
    void told_sameLeaderAgain_isAnnouncedOnce() {
        view.told(7, 3);
        view.doubt();
        view.told(7, 4);
        view.told(0, 5);
        view.told(8, 5);
        assertThat(news).containsExactly("7 in 3", "8 in 5");
    }
}
