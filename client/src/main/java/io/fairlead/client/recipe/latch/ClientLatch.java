package io.fairlead.client.recipe.latch;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.Latch;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.recipe.basis.OnceTxn;
import io.fairlead.client.recipe.basis.RangeWait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** A latch as a key that holds the count and a key for each time it was counted down. */
public final class ClientLatch implements Latch {
    private final String name;
    private final Kv kv;
    private final RangeWait wait;
    private final Supplier<String> ids;
    private final KeyRange all;
    private final KeyRange total;
    private final Bytes down;

    /** @param ids names that are never given twice */
    public ClientLatch(String name, Kv kv, RangeWait wait, Supplier<String> ids) {
        this.name = name;
        this.kv = kv;
        this.wait = wait;
        this.ids = ids;
        this.all = KeyRange.prefix(name + "/");
        this.total = KeyRange.single(name + "/count");
        this.down = Bytes.utf8(name + "/down/");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void initialize(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a latch is counted down from 0 or more: " + count);
        }
        OnceTxn.Sent sent = OnceTxn.commit(
                kv,
                new Txn(
                        List.of(Cmp.missing(total.key())),
                        List.of(Op.put(total.key(), Bytes.decimal(count))),
                        List.of(Op.get(total))));
        if (!sent.isDone()) {
            long said = sent.result().get(0).first().orElseThrow().value().asLong();
            if (said != count) {
                throw new IllegalStateException("the latch " + name + " counts down from " + said + ", not " + count);
            }
        }
    }

    @Override
    public void countDown() {
        countDown(ids.get());
    }

    @Override
    public void countDown(String party) {
        Op count = Op.put(down.concat(Bytes.utf8(party)), Bytes.empty());
        Txn txn = new Txn(List.of(Cmp.exists(total.key())), List.of(count), List.of());
        if (!OnceTxn.commit(kv, txn).isDone()) {
            throw noCount();
        }
    }

    @Override
    public long count() {
        return remaining(read()).orElseThrow(this::noCount);
    }

    @Override
    public void await() {
        wait.await(all, this::look);
    }

    @Override
    public boolean await(Duration timeout) {
        return wait.await(all, this::look, Optional.of(timeout), Optional.empty())
                .isPresent();
    }

    private RangeWait.Look<Boolean> look() {
        TxnResult found = read();
        boolean open = remaining(found).equals(OptionalLong.of(0));
        return new RangeWait.Look<>(open ? Optional.of(true) : Optional.empty(), found.revision());
    }

    private TxnResult read() {
        Op counted = Op.get(KeyRange.prefix(down), ReadOptions.defaults().withCountOnly());
        return kv.commit(new Txn(List.of(), List.of(Op.get(total), counted), List.of()));
    }

    private static OptionalLong remaining(TxnResult found) {
        return found.get(0).entries().stream()
                .mapToLong(entry ->
                        Math.max(0, entry.value().asLong() - found.get(1).count()))
                .findFirst();
    }

    private IllegalStateException noCount() {
        return new IllegalStateException("nobody has said what the latch " + name + " counts down from");
    }
}
