package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.cluster.ClusterMember;
import io.fairlead.api.cluster.MemberAdded;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.SortOrder;
import io.fairlead.api.kv.SortTarget;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.maintenance.MemberStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the client can do with a cluster of one member, whoever made that member. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SoloMemberSuite {
    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Kv kv;

    /** Where the member listens, over the network. */
    abstract String endpoint();

    @BeforeEach
    void connect() {
        client = FairleadClient.connect(endpoint());
        kv = client.kv();
        kv.delete(KeyRange.all());
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    @Test
    void put_thenGet_givesKeyWithItsRevisions() {
        PutResult first = kv.put("k", "one");
        PutResult second =
                kv.put(Bytes.utf8("k"), Bytes.utf8("two"), PutOptions.defaults().withPrevKv());
        KeyValue found = kv.get("k").orElseThrow();
        assertThat(found)
                .isEqualTo(new KeyValue(Bytes.utf8("k"), Bytes.utf8("two"), first.revision(), second.revision(), 2, 0));
        assertThat(second.previous().orElseThrow().value()).isEqualTo(Bytes.utf8("one"));
        assertThat(first.previous()).isEmpty();
    }

    @Test
    void put_keepValueOfMissingKey_isRefusedInEtcdsWords() {
        FairleadException refused = catchThrowableOfType(
                FairleadException.class,
                () -> kv.put(
                        Bytes.utf8("none"), Bytes.empty(), PutOptions.defaults().keepValue()));
        assertThat(refused).hasMessage("etcdserver: key not found");
        assertThat(refused.error()).contains(EtcdError.KEY_NOT_FOUND);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(refused.attempts()).hasSize(1);
    }

    @Test
    void put_emptyKey_isRefused() {
        assertThatThrownBy(() -> kv.put("", "v")).hasMessage("etcdserver: key is not provided");
    }

    @Test
    void put_valueAboveServerLimit_isRefused() {
        Bytes big = Bytes.unsafeWrap(new byte[1_600_000]);
        assertThatThrownBy(() -> kv.put("k", big)).hasMessage("etcdserver: request is too large");
    }

    @Test
    void put_valueAboveClientLimit_isRefusedBeforeSending() {
        Bytes big = Bytes.unsafeWrap(new byte[2 * 1024 * 1024]);
        assertThatThrownBy(() -> kv.put("k", big))
                .isInstanceOf(UnexpectedStatusException.class)
                .hasMessage("rpc error: code = ResourceExhausted desc = "
                        + "trying to send message larger than max (2097160 vs. 2097152)");
    }

    @Test
    void get_withOptions_filtersSortsAndLimits() {
        kv.put("a/1", "x");
        kv.put("a/2", "w");
        long revision = kv.put("a/3", "v").revision();
        kv.put("b", "u");
        RangeResult sorted = kv.get(
                KeyRange.prefix("a/"),
                ReadOptions.defaults()
                        .sort(SortTarget.VALUE, SortOrder.ASCENDING)
                        .limit(2));
        assertThat(sorted.entries()).extracting(e -> e.key().toUtf8()).containsExactly("a/3", "a/2");
        assertThat(sorted.more()).isTrue();
        assertThat(sorted.count()).isEqualTo(3);
        RangeResult counted = kv.get(KeyRange.all(), ReadOptions.defaults().withCountOnly());
        assertThat(counted.count()).isEqualTo(4);
        assertThat(counted.entries()).isEmpty();
        RangeResult past = kv.get(
                KeyRange.from("a/2"),
                ReadOptions.defaults().revision(revision).withKeysOnly().serializable());
        assertThat(past.entries()).extracting(e -> e.key().toUtf8()).containsExactly("a/2", "a/3");
        assertThat(past.first().orElseThrow().value()).isEqualTo(Bytes.empty());
        RangeResult late = kv.get(KeyRange.all(), ReadOptions.defaults().modRevisions(revision, revision));
        assertThat(late.entries()).extracting(e -> e.key().toUtf8()).containsExactly("a/3");
        RangeResult created = kv.get(KeyRange.all(), ReadOptions.defaults().createRevisions(revision, 0));
        assertThat(created.entries()).extracting(e -> e.key().toUtf8()).containsExactly("a/3", "b");
    }

    @Test
    void delete_range_givesBackWhatWasDeleted() {
        kv.put("a/1", "x");
        kv.put("a/2", "y");
        DeleteResult deleted =
                kv.delete(KeyRange.prefix("a/"), DeleteOptions.defaults().withPrevKv());
        assertThat(deleted.deleted()).isEqualTo(2);
        assertThat(deleted.previous()).extracting(e -> e.value().toUtf8()).containsExactly("x", "y");
        assertThat(kv.delete("a/1").deleted()).isZero();
    }

    @Test
    void txn_conditionsHold_runsFirstListWithNested() {
        long revision = kv.put("k", "1").revision();
        TxnResult result = kv.txn()
                .when(
                        Cmp.modRevision("k").is(revision),
                        Cmp.value("k").is(Bytes.utf8("1")),
                        Cmp.version("k").isLessThan(2),
                        Cmp.lease("k").is(0),
                        Cmp.createRevision("k").isNot(0),
                        Cmp.missing(Bytes.utf8("other")),
                        Cmp.version(KeyRange.prefix("k")).isGreaterThan(0))
                .then(
                        Op.put("k", "2"),
                        Op.get("k"),
                        Op.delete("absent"),
                        Op.txn(new Txn(List.of(), List.of(Op.get(KeyRange.all())), List.of())))
                .otherwise(Op.get("k"))
                .commit();
        assertThat(result.succeeded()).isTrue();
        assertThat(result.put(0).revision()).isEqualTo(revision + 1);
        assertThat(result.get(1).first().orElseThrow().value()).isEqualTo(Bytes.utf8("2"));
        assertThat(result.delete(2).deleted()).isZero();
        assertThat(result.txn(3).get(0).count()).isEqualTo(1);
    }

    @Test
    void txn_conditionFails_runsSecondList() {
        TxnResult result = kv.txn()
                .when(Cmp.exists(Bytes.utf8("k")))
                .then(Op.put("k", "1"))
                .otherwise(Op.get("k"))
                .commit();
        assertThat(result.succeeded()).isFalse();
        assertThat(result.get(0).entries()).isEmpty();
    }

    @Test
    void compact_pastRevision_isRefusedWhenReadAgain() {
        kv.put("k", "1");
        long revision = kv.put("k", "2").revision();
        Header header = kv.compact(revision);
        assertThat(header.revision()).isEqualTo(revision);
        assertThatThrownBy(() ->
                        kv.get(KeyRange.single("k"), ReadOptions.defaults().revision(revision - 1)))
                .hasMessage("etcdserver: mvcc: required revision has been compacted");
        kv.put("k", "3");
        assertThat(kv.compactPhysical(revision + 1).revision()).isEqualTo(revision + 1);
    }

    @Test
    void members_addListUpdateRemoveLearner_areSeen() {
        ClusterMember solo = client.cluster().members().members().get(0);
        assertThat(solo.hasStarted()).isTrue();
        assertThat(solo.clientUrls()).containsExactly(endpoint());
        MemberAdded added = client.cluster().addLearner(List.of("http://127.0.0.1:1"));
        assertThat(added.member().learner()).isTrue();
        assertThat(added.member().hasStarted()).isFalse();
        assertThat(added.members()).hasSize(2);
        assertThatThrownBy(() -> client.cluster().promote(added.member().id()))
                .hasMessage("etcdserver: can only promote a learner member which is in sync with leader");
        assertThat(client.cluster()
                        .update(added.member().id(), List.of("http://127.0.0.1:2"))
                        .members())
                .filteredOn(member -> member.id() == added.member().id())
                .flatExtracting(ClusterMember::peerUrls)
                .containsExactly("http://127.0.0.1:2");
        assertThat(client.cluster().remove(added.member().id()).members()).containsExactly(solo);
    }

    @Test
    void syncEndpoints_startedMember_becomesEndpoint() {
        try (FairleadClient other = FairleadClient.connect(endpoint().substring("http://".length()))) {
            assertThat(other.syncEndpoints()).hasSize(1);
            assertThat(other.kv().put("k", "v").revision()).isPositive();
        }
    }

    @Test
    void maintenance_ofSoloMember_tellsAboutIt() {
        MemberStatus status = client.maintenance().status(endpoint());
        assertThat(status.isLeader()).isTrue();
        assertThat(status.learner()).isFalse();
        assertThat(status.dbSize()).isPositive();
        assertThat(client.maintenance().health(endpoint()).isHealthy()).isTrue();
        assertThat(client.maintenance().hashKv(endpoint(), 0).hash())
                .isEqualTo(client.maintenance().hashKv(endpoint(), 0).hash());
        assertThat(client.maintenance().alarms().alarms()).isEmpty();
    }

    @Test
    void moveLeader_toStranger_isRefusedByTheLeader() {
        assertThatThrownBy(() -> client.maintenance().moveLeader(1)).hasMessage("etcdserver: bad leader transferee");
    }
}
