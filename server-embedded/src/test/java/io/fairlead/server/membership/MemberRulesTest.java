package io.fairlead.server.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemberRulesTest {
    @Test
    void mayAdd_secondToASingleMember_isAllowed() {
        assertThat(MemberRules.mayAdd(started(1), false, id -> true)).isEmpty();
    }

    @Test
    void mayAdd_thirdWhileTheSecondHasNotStarted_isRefused() {
        Membership two = started(1).with(unstarted(2));

        assertThat(MemberRules.mayAdd(two, false, id -> true)).contains(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
    }

    @Test
    void mayAdd_aMemberIsNotConnected_isUnhealthy() {
        assertThat(MemberRules.mayAdd(started(3), false, id -> id != 3)).contains(EtcdError.UNHEALTHY);
    }

    @Test
    void mayAdd_learnerWhileAVoterHasNotStarted_looksAtConnectionsOnly() {
        Membership two = started(1).with(unstarted(2));

        assertThat(MemberRules.mayAdd(two, true, id -> true)).isEmpty();
    }

    @Test
    void mayRemove_theOnlyMember_isRefused() {
        assertThat(MemberRules.mayRemove(started(1), 1, 1, id -> true, id -> true))
                .contains(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
    }

    @Test
    void mayRemove_healthyMemberWhileAnotherIsDown_isUnhealthy() {
        Set<Long> up = Set.of(1L, 2L);

        assertThat(MemberRules.mayRemove(started(3), 2, 1, up::contains, up::contains))
                .contains(EtcdError.UNHEALTHY);
    }

    @Test
    void mayRemove_theMemberThatIsDown_isAllowed() {
        Set<Long> up = Set.of(1L, 2L);

        assertThat(MemberRules.mayRemove(started(3), 3, 1, up::contains, up::contains))
                .isEmpty();
    }

    @Test
    void mayRemove_learner_isAlwaysAllowed() {
        Membership members = started(1).with(new Member(9, "", List.of("http://h:9"), List.of(), true));

        assertThat(MemberRules.mayRemove(members, 9, 1, id -> false, id -> false))
                .isEmpty();
    }

    @Test
    void validRemoval_theLastVoter_isRefusedWhateverTheFlags() {
        Membership members = started(1).with(new Member(9, "l", List.of("http://h:9"), List.of(), true));

        assertThat(MemberRules.validRemoval(members, 1)).contains(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
        assertThat(MemberRules.validRemoval(members, 9)).isEmpty();
        assertThat(MemberRules.validRemoval(members, 77)).contains(EtcdError.MEMBER_NOT_FOUND);
    }

    @Test
    void mayPromote_votersDown_isRefused() {
        Membership members = started(1)
                .with(unstarted(2))
                .with(unstarted(3))
                .with(new Member(9, "l", List.of("http://h:9"), List.of(), true));

        assertThat(MemberRules.mayPromote(members, 9, true)).contains(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
        assertThat(MemberRules.mayPromote(members, 1, true)).contains(EtcdError.MEMBER_NOT_LEARNER);
        assertThat(MemberRules.mayPromote(members, 77, true)).contains(EtcdError.MEMBER_NOT_FOUND);
    }

    @Test
    void validAddition_idWasRemovedOnce_isRefused() {
        Membership members = started(3).without(2);

        assertThat(MemberRules.validAddition(members, unstarted(2), 1)).contains(EtcdError.MEMBER_EXISTS);
    }

    @Test
    void validAddition_peerUrlInUse_isRefused() {
        Member clash = new Member(9, "", List.of("http://h:1"), List.of(), false);

        assertThat(MemberRules.validAddition(started(3), clash, 1)).contains(EtcdError.PEER_URL_EXISTS);
    }

    @Test
    void validAddition_sameUrlsTwiceInOneSecond_namesTheUrls() {
        assertThat(MemberRules.validAddition(started(3), unstarted(3), 1)).contains(EtcdError.PEER_URL_EXISTS);
    }

    @Test
    void validAddition_secondLearner_isRefused() {
        Membership members = started(1).with(new Member(8, "", List.of("http://h:8"), List.of(), true));
        Member second = new Member(9, "", List.of("http://h:9"), List.of(), true);

        assertThat(MemberRules.validAddition(members, second, 1)).contains(EtcdError.TOO_MANY_LEARNERS);
        assertThat(MemberRules.validAddition(members, second, 2)).isEmpty();
    }

    @Test
    void memberJson_idAboveTheSignedRange_isADecimalNumber() {
        Member member = new Member(-1, "a", List.of("http://h:1"), List.of("http://h:2"), true);

        assertThat(MemberJson.encode(member).toUtf8())
                .isEqualTo("{\"id\":18446744073709551615,\"peerURLs\":[\"http://h:1\"],\"isLearner\":true,"
                        + "\"name\":\"a\",\"clientURLs\":[\"http://h:2\"]}");
        assertThat(MemberJson.decode(MemberJson.encode(member))).isEqualTo(member);
    }

    @Test
    void memberJson_promotion_isRecognised() {
        assertThat(MemberJson.encodePromotion(7).toUtf8()).isEqualTo("{\"id\":7,\"peerURLs\":null,\"isPromote\":true}");
        assertThat(MemberJson.decodeContext(MemberJson.encodePromotion(7)).promote())
                .isTrue();
    }

    private static Membership started(int count) {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            members.add(new Member(id, "m" + id, List.of("http://h:" + id), List.of(), false));
        }
        return Membership.of(members, List.of(), "");
    }

    private static Member unstarted(int id) {
        return new Member(id, "", List.of("http://h:" + id), List.of(), false);
    }
}
