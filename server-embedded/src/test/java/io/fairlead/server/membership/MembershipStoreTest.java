package io.fairlead.server.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfChangeType;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembershipStoreTest {
    private static final Member VOTER = new Member(1, "", List.of("http://a:2380"), List.of(), false);
    private static final Member LEARNER = new Member(2, "", List.of("http://b:2380"), List.of(), true);

    private final Backend backend = new MemoryBackend(new FileOwner(1, 1));
    private final MembershipStore store = new MembershipStore(1);
    private long index;

    @BeforeEach
    void addMembers() throws IOException {
        store.load(backend);
        change(ConfChangeType.ADD_NODE, VOTER);
        change(ConfChangeType.ADD_LEARNER_NODE, LEARNER);
    }

    private Answer<MemberChange> change(ConfChangeType type, Member member) throws IOException {
        Batch batch = backend.begin();
        Answer<MemberChange> answer =
                store.apply(new ConfChange(1, type, member.id(), MemberJson.encodeContext(member)), batch);
        seal(batch);
        return answer;
    }

    private void seal(Batch batch) throws IOException {
        index++;
        backend.seal(batch, new AppliedMark(index, 1, Bytes.empty()));
        store.publish();
    }

    private MembershipStore reloaded() {
        MembershipStore again = new MembershipStore(1);
        again.load(backend);
        return again;
    }

    @Test
    void update_learner_staysALearner() throws IOException {
        // An update says where a member is and leaves out what it is.
        Member moved = new Member(2, "", List.of("http://c:2380"), List.of(), false);

        assertThat(change(ConfChangeType.UPDATE_NODE, moved)).isInstanceOf(Answer.Ok.class);

        Member learner = store.view().find(2).orElseThrow();
        assertThat(learner.learner()).isTrue();
        assertThat(learner.peerUrls()).containsExactly("http://c:2380");
        assertThat(reloaded().view().find(2)).contains(learner);
        assertThat(store.view().confState().learners()).containsExactly(2L);
    }

    @Test
    void update_urlOfAnother_isRefusedAndChangesNothing() throws IOException {
        Member moved = new Member(2, "", VOTER.peerUrls(), List.of(), true);

        assertThat(change(ConfChangeType.UPDATE_NODE, moved)).isEqualTo(Answer.refused(EtcdError.PEER_URL_EXISTS));
        assertThat(store.view().find(2)).contains(LEARNER);
    }

    @Test
    void downgrade_set_isSeenOncePublishedAndKeptInEtcdsForm() throws IOException {
        Batch batch = backend.begin();
        store.setDowngrade(new Downgrade(true, "3.4.0"), batch);
        assertThat(store.downgrade()).isEqualTo(Downgrade.NONE);
        seal(batch);

        assertThat(store.downgrade()).isEqualTo(new Downgrade(true, "3.4.0"));
        assertThat(reloaded().downgrade()).isEqualTo(new Downgrade(true, "3.4.0"));
        assertThat(backend.get(Bucket.CLUSTER, Bytes.utf8("downgrade")))
                .contains(Bytes.utf8("{\"target-version\":\"3.4.0\",\"enabled\":true}"));
    }
}
