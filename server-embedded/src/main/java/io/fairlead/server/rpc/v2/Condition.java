package io.fairlead.server.rpc.v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a write wants to find.
 *
 * @param exists whether the key is to be there; empty: either way
 * @param value what it is to hold, if not empty
 * @param index at which it is to have been written last, if not 0
 */
record Condition(Optional<Boolean> exists, String value, long index) {
    /**
     * Reads it from a form.
     *
     * @throws Refusal if a part of it can't be
     */
    static Condition of(Form form) {
        long index = form.number("prevIndex", KeyError.INDEX_NOT_A_NUMBER).orElse(0);
        Optional<String> value = form.text("prevValue");
        if (value.isPresent() && value.get().isEmpty()) {
            throw KeyError.PREV_VALUE_REQUIRED.of("\"prevValue\" cannot be empty");
        }
        return new Condition(form.flag("prevExist"), value.orElse(""), index);
    }

    /** Is the key to be created? Then nothing else is compared. */
    boolean creates() {
        return exists.isPresent() && !exists.get();
    }

    /** Is the key to be as it was last seen? */
    boolean compares() {
        return !creates() && (!value.isEmpty() || index != 0);
    }

    boolean needsKey() {
        return compares() || exists.orElse(false);
    }

    /** What differs, as the error tells. */
    String difference(String actualValue, long actualIndex) {
        List<String> parts = new ArrayList<>();
        if (!value.isEmpty() && !value.equals(actualValue)) {
            parts.add("[" + value + " != " + actualValue + "]");
        }
        if (index != 0 && index != actualIndex) {
            parts.add("[" + index + " != " + actualIndex + "]");
        }
        return String.join(" ", parts);
    }
}
