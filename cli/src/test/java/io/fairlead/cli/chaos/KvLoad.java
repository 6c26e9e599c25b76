package io.fairlead.cli.chaos;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;

/** Reads and writes a few keys in all the ways there are. For one thread. */
final class KvLoad {
    static final String PREFIX = "kv/";
    private static final int KEYS = 12;

    /** So far around the newest revision are old and future ones read. */
    private static final int BACK = 150;

    private static final int AHEAD = 40;

    private final String name;
    private final Recorder recorder;
    private final Random random;
    private final LongSupplier newest;
    private int values;

    /**
     * @param newest about the newest revision
     */
    KvLoad(String name, Recorder recorder, Random random, LongSupplier newest) {
        this.name = name;
        this.recorder = recorder;
        this.random = random;
        this.newest = newest;
    }

    void turn() {
        Optional<OpResult> unused = switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> recorder.call(put(random.nextBoolean()));
            case 5 -> recorder.call(Op.delete(KeyRange.single(key()), deletion()));
            case 6 -> recorder.call(Op.delete(keys(), deletion()));
            case 7, 8 -> recorder.call(Op.get(KeyRange.single(key())));
            case 9 -> recorder.call(Op.get(all(), page()));
            case 10, 11 -> recorder.call(Op.get(all(), page().serializable()));
            case 12 -> recorder.call(Op.get(all(), page().revision(Math.max(1, newest.getAsLong() - back()))));
            case 13 -> recorder.call(Op.get(all(), page().revision(newest.getAsLong() + random.nextInt(AHEAD))));
            case 14, 15, 16 -> compareAndSet();
            case 17, 18 -> recorder.call(Op.txn(many()));
            default -> recorder.call(Op.txn(nested()));
        };
    }

    private Optional<OpResult> compareAndSet() {
        Bytes key = key();
        Optional<OpResult> seen = recorder.call(Op.get(KeyRange.single(key)));
        if (seen.isEmpty()) {
            return seen;
        }
        long revision =
                ((RangeResult) seen.get()).first().map(KeyValue::modRevision).orElse(0L);
        return recorder.call(Op.txn(new Txn(
                List.of(Cmp.modRevision(KeyRange.single(key)).is(revision)),
                List.of(Op.put(key, value())),
                List.of(Op.get(KeyRange.single(key))))));
    }

    /** Several writes and readings in one step; a reading sees what was written before it. */
    private Txn many() {
        int first = random.nextInt(KEYS - 2);
        return new Txn(
                List.of(Cmp.version(KeyRange.single(key(first))).isGreaterThan(random.nextInt(4))),
                List.of(Op.put(key(first), value()), Op.get(all()), Op.put(key(first + 1), value())),
                List.of(
                        Op.put(key(first), value()),
                        Op.delete(KeyRange.single(key(first + 2)), deletion()),
                        Op.get(all())));
    }

    private Txn nested() {
        int first = random.nextInt(KEYS - 1);
        Txn inner = new Txn(
                List.of(Cmp.exists(key(first + 1))),
                List.of(Op.delete(KeyRange.single(key(first + 1)), deletion())),
                List.of(Op.put(key(first + 1), value()), Op.get(all())));
        return new Txn(
                List.of(Cmp.createRevision(KeyRange.single(key(first))).isNot(0)),
                List.of(Op.txn(inner), Op.get(KeyRange.single(key(first + 1)))),
                List.of());
    }

    private Op put(boolean prevKv) {
        return Op.put(key(), value(), prevKv ? PutOptions.defaults().withPrevKv() : PutOptions.defaults());
    }

    private DeleteOptions deletion() {
        return random.nextBoolean() ? DeleteOptions.defaults().withPrevKv() : DeleteOptions.defaults();
    }

    private ReadOptions page() {
        ReadOptions options = ReadOptions.defaults();
        return switch (random.nextInt(4)) {
            case 0 -> options.limit(3);
            case 1 -> options.withCountOnly();
            default -> options;
        };
    }

    private long back() {
        return random.nextInt(random.nextInt(8) == 0 ? 10 * BACK : BACK);
    }

    private Bytes value() {
        return Bytes.utf8(name + "#" + values++);
    }

    private Bytes key() {
        return key(random.nextInt(KEYS));
    }

    private static Bytes key(int number) {
        return Bytes.utf8(PREFIX + (char) ('a' + number));
    }

    private KeyRange keys() {
        int first = random.nextInt(KEYS - 1);
        return KeyRange.between(key(first), key(first + 2));
    }

    private static KeyRange all() {
        return KeyRange.prefix(PREFIX);
    }
}
