package io.fairlead.server.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Ids recorded from etcd 3.5.16. */
class MemberIdsTest {
    private static final long N1 = 0xdcfed32490ae804bL;
    private static final long N2 = 0x61b046c1789d11d8L;
    private static final long N3 = 0x7aa181191753809eL;

    @Test
    void initialMember_recordedUrlsAndToken_givesEtcdsId() {
        assertThat(MemberIds.initialMember(List.of("http://10.0.0.9:2380", "http://10.0.0.1:2380"), "tok"))
                .isEqualTo(N1);
        assertThat(MemberIds.initialMember(List.of("http://10.0.0.2:2380"), "tok"))
                .isEqualTo(N2);
    }

    @Test
    void cluster_recordedMembersInAnyOrder_givesEtcdsId() {
        assertThat(MemberIds.cluster(List.of(N1, N2, N3))).isEqualTo(0x0f1ff52170cd039dL);
    }

    @Test
    void addedMember_recordedUrlAndTime_givesEtcdsId() {
        assertThat(MemberIds.addedMember(List.of("http://127.0.0.1:27099"), 1795333772L))
                .isEqualTo(0x98897d13ab3a4b02L);
    }

    @Test
    void toText_leadingZeros_areLeftOut() {
        assertThat(MemberIds.toText(0x0f1ff52170cd039dL)).isEqualTo("f1ff52170cd039d");
    }
}
