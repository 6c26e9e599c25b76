package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.kv.DeleteResponse;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.PutResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.GetOption.SortOrder;
import io.etcd.jetcd.options.GetOption.SortTarget;
import io.etcd.jetcd.options.PutOption;
import org.junit.jupiter.api.Test;

@OneAndThreeMembers
class JetcdKvTest extends JetcdBench {
    private final KV kv = jetcd.getKVClient();

    @Test
    void put_overAKey_returnsTheFormerPairAndCountsVersions() throws InterruptedException {
        long first = put("put/a", "1");

        PutResponse second = get(kv.put(
                bytes("put/a"), bytes("2"), PutOption.builder().withPrevKV().build()));

        assertThat(second.hasPrevKv()).isTrue();
        assertThat(text(second.getPrevKv().getValue())).isEqualTo("1");
        KeyValue now = get(kv.get(bytes("put/a"))).getKvs().get(0);
        assertThat(now.getVersion()).isEqualTo(2);
        assertThat(now.getCreateRevision()).isEqualTo(first);
        assertThat(now.getModRevision()).isEqualTo(second.getHeader().getRevision());
    }

    @Test
    void put_withoutAKey_isRefused() {
        assertRefused(
                kv.put(ByteSequence.EMPTY, bytes("x")), ErrorCode.INVALID_ARGUMENT, "etcdserver: key is not provided");
    }

    @Test
    void put_withALeaseThatIsNot_isRefused() {
        assertRefused(
                kv.put(
                        bytes("put/b"),
                        bytes("x"),
                        PutOption.builder().withLeaseId(4711).build()),
                ErrorCode.NOT_FOUND,
                "etcdserver: requested lease not found");
    }

    @Test
    void get_prefixSortedWithALimit_isThatPartOfIt() throws InterruptedException {
        for (String key : new String[] {"range/b", "range/d", "range/a", "range/c"}) {
            put(key, "of " + key);
        }

        GetResponse response = get(kv.get(
                bytes("range/"),
                GetOption.builder()
                        .isPrefix(true)
                        .withSortField(SortTarget.KEY)
                        .withSortOrder(SortOrder.DESCEND)
                        .withLimit(3)
                        .build()));

        assertThat(response.getKvs())
                .extracting(pair -> text(pair.getKey()))
                .containsExactly("range/d", "range/c", "range/b");
        assertThat(response.isMore()).isTrue();
        assertThat(response.getCount()).isEqualTo(4);
    }

    @Test
    void get_keysOnlyCountOnlyAndByRevision_leaveOutTheRest() throws InterruptedException {
        put("some/a", "1");
        long middle = put("some/b", "2");
        put("some/c", "3");
        ByteSequence prefix = bytes("some/");

        assertThat(get(kv.get(
                                prefix,
                                GetOption.builder()
                                        .isPrefix(true)
                                        .withKeysOnly(true)
                                        .build()))
                        .getKvs())
                .hasSize(3)
                .allMatch(pair -> pair.getValue().isEmpty());
        GetResponse counted = get(kv.get(
                prefix, GetOption.builder().isPrefix(true).withCountOnly(true).build()));
        assertThat(counted.getCount()).isEqualTo(3);
        assertThat(counted.getKvs()).isEmpty();
        assertThat(get(kv.get(
                                prefix,
                                GetOption.builder()
                                        .isPrefix(true)
                                        .withMinModRevision(middle)
                                        .withMaxModRevision(middle)
                                        .build()))
                        .getKvs())
                .extracting(pair -> text(pair.getKey()))
                .containsExactly("some/b");
    }

    @Test
    void get_atAnOldRevision_isWhatWasThere() throws InterruptedException {
        long first = put("old/a", "1");
        put("old/a", "2");
        get(kv.delete(bytes("old/a")));

        GetResponse then = get(
                kv.get(bytes("old/a"), GetOption.builder().withRevision(first).build()));

        assertThat(text(then.getKvs().get(0).getValue())).isEqualTo("1");
        assertThat(get(kv.get(bytes("old/a"))).getKvs()).isEmpty();
    }

    @Test
    void get_serializable_isAnsweredByAnyMember() throws InterruptedException {
        long revision = put("near/a", "1");

        GetResponse near = get(kv.get(
                bytes("near/a"),
                GetOption.builder().withSerializable(true).withRevision(0).build()));

        // A member may lag behind; what it tells is some state that was.
        assertThat(near.getHeader().getRevision()).isLessThanOrEqualTo(revision);
        assertThat(near.getKvs()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void delete_prefix_countsAndReturnsWhatWasThere() throws InterruptedException {
        put("gone/a", "1");
        put("gone/b", "2");

        DeleteResponse response = get(kv.delete(
                bytes("gone/"),
                DeleteOption.builder().isPrefix(true).withPrevKV(true).build()));

        assertThat(response.getDeleted()).isEqualTo(2);
        assertThat(response.getPrevKvs())
                .extracting(pair -> text(pair.getValue()))
                .containsExactly("1", "2");
        assertThat(get(kv.delete(bytes("gone/a"))).getDeleted()).isZero();
    }

    @Test
    void txn_comparisonHolds_doesThisOrElseThat() throws InterruptedException {
        ByteSequence key = bytes("txn/a");
        put("txn/a", "1");

        TxnResponse holds = get(kv.txn()
                .If(
                        new Cmp(key, Cmp.Op.EQUAL, CmpTarget.value(bytes("1"))),
                        new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(1)))
                .Then(
                        Op.put(key, bytes("2"), PutOption.DEFAULT),
                        Op.get(key, GetOption.DEFAULT),
                        Op.delete(bytes("txn/none"), DeleteOption.DEFAULT))
                .Else(Op.put(key, bytes("wrong"), PutOption.DEFAULT))
                .commit());

        assertThat(holds.isSucceeded()).isTrue();
        assertThat(holds.getPutResponses()).hasSize(1);
        assertThat(text(holds.getGetResponses().get(0).getKvs().get(0).getValue()))
                .isEqualTo("2");
        assertThat(holds.getDeleteResponses().get(0).getDeleted()).isZero();

        TxnResponse fails = get(kv.txn()
                .If(new Cmp(key, Cmp.Op.LESS, CmpTarget.modRevision(1)))
                .Then(Op.delete(key, DeleteOption.DEFAULT))
                .Else(Op.txn(
                        new Cmp[] {new Cmp(key, Cmp.Op.GREATER, CmpTarget.createRevision(0))},
                        new Op[] {Op.put(key, bytes("3"), PutOption.DEFAULT)},
                        new Op[] {}))
                .commit());

        assertThat(fails.isSucceeded()).isFalse();
        assertThat(fails.getTxnResponses().get(0).isSucceeded()).isTrue();
        assertThat(text(get(kv.get(key)).getKvs().get(0).getValue())).isEqualTo("3");
    }

    @Test
    void txn_sameKeyTwice_isRefused() {
        assertRefused(
                kv.txn()
                        .Then(
                                Op.put(bytes("txn/b"), bytes("1"), PutOption.DEFAULT),
                                Op.put(bytes("txn/b"), bytes("2"), PutOption.DEFAULT))
                        .commit(),
                ErrorCode.INVALID_ARGUMENT,
                "etcdserver: duplicate key given in txn request");
    }

    @Test
    void compact_pastRevisions_areRefusedFromThenOn() throws InterruptedException {
        long first = put("compact/a", "1");
        long second = put("compact/a", "2");

        get(kv.compact(second, CompactOption.builder().withCompactPhysical(true).build()));

        String compacted = "etcdserver: mvcc: required revision has been compacted";
        assertRefused(
                kv.get(
                        bytes("compact/a"),
                        GetOption.builder().withRevision(first).build()),
                ErrorCode.OUT_OF_RANGE,
                compacted);
        assertRefused(kv.compact(second), ErrorCode.OUT_OF_RANGE, compacted);
        assertRefused(
                kv.compact(second + 1000),
                ErrorCode.OUT_OF_RANGE,
                "etcdserver: mvcc: required revision is a future revision");
        assertThat(get(kv.get(bytes("compact/a"))).getKvs()).hasSize(1);
    }
}
