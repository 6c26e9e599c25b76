package io.fairlead.client.recipe.line;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.SortOrder;
import io.fairlead.api.kv.SortTarget;
import java.util.List;
import java.util.Optional;

/** Whose turn it is in a line. Pure. */
public interface Rule {
    /** Where the keys of those who follow this rule begin; the lease's id comes after it. */
    Bytes prefix();

    /** The keys that go first if they are older. */
    KeyRange rivals();

    /** How many of the rivals before us must be known, the newest of them; 0 for all, with their values. */
    long needed();

    /** A condition under which nobody at all goes first; empty where only {@link #judge} can tell. */
    Optional<Cmp> nobody();

    /** What to do with these rivals before us, newest first. */
    Verdict judge(List<KeyValue> before);

    /** What a place is to do. */
    sealed interface Verdict {
        /** It is our turn. */
        record Enter() implements Verdict {}

        /** Not before a key of this range is deleted. */
        record Await(KeyRange range) implements Verdict {}

        /** Never. */
        record Refuse(String reason) implements Verdict {}
    }

    /** One after the other: waits for the key right before us alone, so that a leaving wakes one waiter. */
    record OneByOne(Bytes prefix, KeyRange rivals) implements Rule {
        /** The line of a name as etcd has it. */
        public static OneByOne named(String name) {
            Bytes prefix = Bytes.utf8(name + "/");
            return new OneByOne(prefix, KeyRange.prefix(prefix));
        }

        @Override
        public long needed() {
            return 1;
        }

        @Override
        public Optional<Cmp> nobody() {
            return Optional.of(Cmp.createRevision(rivals).is(0));
        }

        @Override
        public Verdict judge(List<KeyValue> before) {
            return before.isEmpty()
                    ? new Verdict.Enter()
                    : new Verdict.Await(KeyRange.single(before.get(0).key()));
        }
    }

    /** How the rivals are read. */
    default ReadOptions reading() {
        ReadOptions newestFirst = ReadOptions.defaults().sort(SortTarget.CREATE_REVISION, SortOrder.DESCENDING);
        return needed() == 0 ? newestFirst : newestFirst.limit(needed()).withKeysOnly();
    }
}
