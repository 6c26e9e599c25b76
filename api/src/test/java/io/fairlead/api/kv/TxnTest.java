package io.fairlead.api.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TxnTest {
    @Test
    void isReadOnly_readsOnly_isTrue() {
        Txn inner = new Txn(List.of(), List.of(Op.get("x")), List.of());
        assertThat(new Txn(List.of(), List.of(Op.get("a")), List.of(Op.txn(inner))).isReadOnly())
                .isTrue();
    }

    @Test
    void isReadOnly_writeInEitherListOrNested_isFalse() {
        Txn writes = new Txn(List.of(), List.of(), List.of(Op.put("a", "b")));
        assertThat(writes.isReadOnly()).isFalse();
        assertThat(new Txn(List.of(), List.of(Op.delete("a")), List.of()).isReadOnly())
                .isFalse();
        assertThat(new Txn(List.of(), List.of(Op.txn(writes)), List.of()).isReadOnly())
                .isFalse();
    }

    @Test
    void builder_listsAddedTwice_keepsOrder() {
        Txn txn = new TxnBuilder<>(built -> built)
                .when(Cmp.version("a").is(1))
                .when(Cmp.value("a").isNot(Bytes.utf8("v")))
                .then(Op.get("a"))
                .then(Op.get("b"))
                .otherwise(Op.delete("c"))
                .commit();
        assertThat(txn.when())
                .containsExactly(
                        new Cmp(KeyRange.single("a"), Cmp.Target.VERSION, Cmp.Relation.EQUAL, 1, Bytes.empty()),
                        new Cmp(KeyRange.single("a"), Cmp.Target.VALUE, Cmp.Relation.NOT_EQUAL, 0, Bytes.utf8("v")));
        assertThat(txn.then()).containsExactly(Op.get("a"), Op.get("b"));
        assertThat(txn.otherwise()).containsExactly(Op.delete("c"));
    }

    @Test
    void existsAndMissing_compareCreateRevisionWithZero() {
        Bytes key = Bytes.utf8("k");
        assertThat(Cmp.exists(key)).isEqualTo(Cmp.createRevision("k").isGreaterThan(0));
        assertThat(Cmp.missing(key)).isEqualTo(Cmp.createRevision("k").is(0));
    }

    @Test
    void result_listChangedAfterwards_staysAsItWas() {
        List<OpResult> results = new ArrayList<>();
        TxnResult result = new TxnResult(new Header(1, 2, 3, 4), true, results);
        results.add(result);
        assertThat(result.results()).isEmpty();
    }
}
