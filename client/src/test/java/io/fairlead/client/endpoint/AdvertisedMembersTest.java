package io.fairlead.client.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.client.endpoint.AdvertisedMembers.Advertised;
import io.fairlead.client.endpoint.AdvertisedMembers.Decision;
import io.fairlead.client.endpoint.AdvertisedMembers.Named;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdvertisedMembersTest {
    private static final Advertised ONE = member(1, "http://10.0.0.1:2379");
    private static final Advertised TWO = member(2, "http://10.0.0.2:2379");
    private static final Advertised THREE = member(3, "http://10.0.0.3:2379");

    private static Advertised member(long id, String... urls) {
        return new Advertised(id, true, List.of(urls));
    }

    private static Named named(String url, long memberId) {
        return new Named(EndpointAddress.parse(url), memberId);
    }

    private static Named named(String url) {
        return named(url, 0);
    }

    @Test
    void decide_oneGivenIsAdvertised_takesAllMembers() {
        Decision decision = AdvertisedMembers.decide(
                List.of(named("http://10.0.0.1:2379"), named("http://10.0.0.9:2379")), List.of(ONE, TWO, THREE));
        assertThat(decision.urls())
                .containsExactly("http://10.0.0.1:2379", "http://10.0.0.2:2379", "http://10.0.0.3:2379");
        assertThat(decision.note()).isEmpty();
    }

    @Test
    void decide_givenIsWrittenDifferently_isTheSamePlace() {
        assertThat(AdvertisedMembers.decide(List.of(named("10.0.0.1:2379")), List.of(ONE, TWO))
                        .urls())
                .containsExactly("10.0.0.1:2379", "http://10.0.0.2:2379");
    }

    @Test
    void decide_noGivenIsAdvertised_leavesTheListAndSaysWhy() {
        Decision decision = AdvertisedMembers.decide(
                List.of(named("http://localhost:12379", 1), named("http://localhost:22379", 2)), List.of(ONE, TWO));
        assertThat(decision.urls()).isEmpty();
        assertThat(decision.note()).contains("no endpoint given is among the addresses");
    }

    @Test
    void decide_memberAnsweredAtGivenEndpoint_isReachedThereAndNotAsAdvertised() {
        Decision decision = AdvertisedMembers.decide(
                List.of(named("http://10.0.0.1:2379", 1), named("http://proxy:9000", 2)), List.of(ONE, TWO, THREE));
        assertThat(decision.urls())
                .containsExactly("http://10.0.0.1:2379", "http://proxy:9000", "http://10.0.0.3:2379");
    }

    @Test
    void decide_learnersAndUnstarted_areLeftOut() {
        Advertised learner = new Advertised(4, false, List.of("http://10.0.0.4:2379"));
        Advertised unstarted = new Advertised(5, false, List.of());
        assertThat(AdvertisedMembers.decide(List.of(named("http://10.0.0.1:2379")), List.of(ONE, learner, unstarted))
                        .urls())
                .containsExactly("http://10.0.0.1:2379");
    }

    @Test
    void decide_nobodyServes_leavesTheList() {
        Advertised learner = new Advertised(1, false, List.of("http://10.0.0.1:2379"));
        assertThat(AdvertisedMembers.decide(List.of(named("http://10.0.0.1:2379")), List.of(learner)))
                .isEqualTo(new Decision(List.of(), "no member has started and votes"));
    }

    @Test
    void decide_urlsOfOtherKinds_areLeftOut() {
        Advertised mixed = member(2, "unix://local", "https://10.0.0.2:2379", "http://10.0.0.2:2379");
        assertThat(AdvertisedMembers.decide(List.of(named("http://10.0.0.1:2379")), List.of(ONE, mixed))
                        .urls())
                .containsExactly("http://10.0.0.1:2379", "http://10.0.0.2:2379");
    }

    @Test
    void decide_memberListensTwice_isReachedAsTheUserDoes() {
        Advertised twice = member(1, "http://127.0.0.1:2379", "http://10.0.0.1:2379");
        assertThat(AdvertisedMembers.decide(List.of(named("http://10.0.0.1:2379")), List.of(twice))
                        .urls())
                .containsExactly("http://10.0.0.1:2379");
    }
}
