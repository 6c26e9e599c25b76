package io.fairlead.jcache.history;

import static io.fairlead.jcache.history.Call.ABSENT;

import java.util.Optional;

/** What a cache with one key would do, were it used by one thread: what histories are held against. */
final class Register {
    private Register() {}

    /** The value after the call; empty if the call could not have been answered as it was. */
    static Optional<String> after(String value, Call call) {
        boolean present = !value.equals(ABSENT);
        boolean asExpected = present && value.equals(call.expected());
        return switch (call.what()) {
            case GET -> step(call, value, value);
            case CONTAINS -> step(call, present, value);
            case PUT -> Optional.of(call.given());
            case GET_AND_PUT -> step(call, value, call.given());
            case PUT_IF_ABSENT -> step(call, !present, present ? value : call.given());
            case REPLACE -> step(call, present, present ? call.given() : value);
            case REPLACE_IF -> step(call, asExpected, asExpected ? call.given() : value);
            case GET_AND_REPLACE -> step(call, value, present ? call.given() : value);
            case REMOVE -> step(call, present, ABSENT);
            case REMOVE_IF -> step(call, asExpected, asExpected ? ABSENT : value);
            case GET_AND_REMOVE -> step(call, value, ABSENT);
            case REMOVE_GROUP -> Optional.of(ABSENT);
            case INCREMENT -> {
                String next = String.valueOf((present ? Long.parseLong(value) : 0) + 1);
                yield step(call, next, next);
            }
        };
    }

    private static Optional<String> step(Call call, boolean answer, String next) {
        return step(call, String.valueOf(answer), next);
    }

    private static Optional<String> step(Call call, String answer, String next) {
        boolean fits = call.ending() == Call.Ending.UNKNOWN || call.result().equals(answer);
        return fits ? Optional.of(next) : Optional.empty();
    }
}
