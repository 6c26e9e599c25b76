package io.fairlead.server.storage.backend;

/**
 * The end of a batch.
 *
 * @param checkpoint the batch begins with all bucket entries there are: what came before says nothing about buckets
 * @param batch number of the batch, consecutive over all segments as they were written
 * @param start where the batch begins in its file
 * @param records how many records it has, the seal not counted
 */
record Seal(boolean checkpoint, long batch, long start, int records, AppliedMark mark) {}
