package io.fairlead.client.recipe.counter;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.AtomicLongCell;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.client.recipe.basis.Contention;
import io.fairlead.client.recipe.basis.FirstChange;
import io.fairlead.client.recipe.basis.OnceTxn;
import io.fairlead.client.recipe.basis.Pacing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** A number under one key, and under another the name of the update it comes from. */
public final class ClientCounter implements AtomicLongCell {
    private static final int TRIES = 200;

    /** The number as it was read, and a revision at which it was so. */
    private record Seen(Optional<KeyValue> entry, long revision) {
        static Seen of(RangeResult found) {
            return new Seen(found.first(), found.revision());
        }

        long number() {
            return entry.map(found -> found.value().asLong()).orElse(0L);
        }

        long modRevision() {
            return entry.map(KeyValue::modRevision).orElse(0L);
        }
    }

    private final String name;
    private final Kv kv;
    private final Pacing pacing;
    private final Supplier<String> updateIds;
    private final KeyRange number;
    private final KeyRange update;

    /** @param updateIds names that are never given twice */
    public ClientCounter(String name, Kv kv, Pacing pacing, Supplier<String> updateIds) {
        this.name = name;
        this.kv = kv;
        this.pacing = pacing;
        this.updateIds = updateIds;
        this.number = KeyRange.single(name);
        this.update = KeyRange.single(name + "/update");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long get() {
        return read().number();
    }

    @Override
    public long updateAndGet(LongUnaryOperator change) {
        return change(old -> OptionalLong.of(change.applyAsLong(old))).orElseThrow();
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        return change(old -> old == expected ? OptionalLong.of(value) : OptionalLong.empty())
                .isPresent();
    }

    private Seen read() {
        return Seen.of(kv.get(number, ReadOptions.defaults()));
    }

    /** Changes the number to what is made of it, unless nothing is; gives what it was changed to. */
    private OptionalLong change(LongFunction<OptionalLong> next) {
        Contention contention = new Contention("the counter " + name, TRIES, pacing);
        Seen seen = read();
        while (true) {
            OptionalLong wanted = next.apply(seen.number());
            if (wanted.isEmpty()) {
                return wanted;
            }
            Bytes id = Bytes.utf8(updateIds.get());
            OnceTxn.Sent sent = OnceTxn.commit(kv, txn(seen, wanted.getAsLong(), id));
            if (sent.isDone()) {
                return wanted;
            }
            Seen now = Seen.of(sent.result().get(0));
            if (!sent.isRefused()
                    && FirstChange.isBy(
                            kv, sent, number, seen.modRevision(), seen.revision(), now.revision(), update, id)) {
                return wanted;
            }
            contention.lost();
            seen = read();
        }
    }

    private Txn txn(Seen seen, long wanted, Bytes id) {
        return new Txn(
                List.of(Cmp.modRevision(number).is(seen.modRevision())),
                List.of(Op.put(number.key(), Bytes.decimal(wanted)), Op.put(update.key(), id)),
                List.of(Op.get(number)));
    }
}
