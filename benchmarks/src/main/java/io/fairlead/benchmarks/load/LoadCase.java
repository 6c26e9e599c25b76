package io.fairlead.benchmarks.load;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What is asked of a cluster. */
public enum LoadCase {
    PUT("put", "puts of one of many keys"),
    RANGE("range", "linearizable reads of one key"),
    SERIALIZABLE("range-serializable", "serializable reads of one key"),
    TXN("txn", "transactions: a comparison, a put and a read of one key"),
    MIXED("mixed", "linearizable reads and puts of one key, by a given share"),
    WATCH("watch", "puts, each over when all watchers were told of it"),
    KEEP_ALIVE("lease-keepalive", "keep-alives of leases over long streams"),
    LEASES("lease-churn", "a lease granted, a key put under it, the lease revoked");

    private final String word;
    private final String meaning;

    LoadCase(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** Its name on command lines and in reports. */
    public String word() {
        return word;
    }

    public String meaning() {
        return meaning;
    }

    /**
     * The case of that name.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public static LoadCase of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no case \"" + word + "\"; there are: "
                        + Arrays.stream(values()).map(LoadCase::word).collect(Collectors.joining(", "))));
    }

    boolean readsKeys() {
        return this == RANGE || this == SERIALIZABLE || this == TXN || this == MIXED;
    }
}
