package io.fairlead.cli.flag;

/** What a flag's value has to look like. */
public enum FlagKind {
    /** {@code true} or {@code false}; standing alone it means {@code true} and takes no further word. */
    BOOL,
    /** Any text. */
    STRING,
    /** A signed number of 64 bits. */
    INT64,
    /** A number of 64 bits without sign. */
    UINT64,
    /** A fraction in decimal notation. */
    FLOAT,
    /** A duration in Go's notation, such as {@code 5s} or {@code 1m30s}. */
    DURATION,
    /** Texts divided by commas; given again, the flag adds to the list. */
    LIST
}
