package io.fairlead.cli.render;

/** What a snapshot file holds, in numbers. {@code hash} is unsigned. */
public record SnapshotNumbers(int hash, long revision, long totalKeys, long totalSize) {}
