package io.fairlead.jcache.history;

import com.google.gson.Gson;

/**
 * One call of one thread of one JVM, as that thread saw it. Absent is the empty word, and so is whatever a call has not got.
 *
 * @param what was asked for
 * @param key of which key
 * @param given the value to be written, unique among all writes
 * @param expected the value that a conditional call wanted to find
 * @param result the answer; of a yes or no {@code true} or {@code false}
 * @param ending how the call ended
 * @param invoked before the call
 * @param returned after it
 */
record Call(
        What what,
        String key,
        String given,
        String expected,
        String result,
        Ending ending,
        long invoked,
        long returned) {
    static final String ABSENT = "";

    private static final Gson GSON = new Gson();

    enum What {
        GET,
        CONTAINS,
        PUT,
        GET_AND_PUT,
        PUT_IF_ABSENT,
        REPLACE,
        REPLACE_IF,
        GET_AND_REPLACE,
        REMOVE,
        REMOVE_IF,
        GET_AND_REMOVE,
        /** The removal of several keys at once, which does not tell what it removed. */
        REMOVE_GROUP,
        /** An entry processor that adds one to a number, and says what came of it. */
        INCREMENT;

        boolean isRead() {
            return this == GET || this == CONTAINS;
        }
    }

    enum Ending {
        ANSWERED,
        /** It failed, and nothing was changed. */
        NOT_APPLIED,
        /** It failed, and nobody knows what it did: it may do it later, too. */
        UNKNOWN
    }

    String toLine() {
        return GSON.toJson(this);
    }

    static Call ofLine(String line) {
        return GSON.fromJson(line, Call.class);
    }
}
