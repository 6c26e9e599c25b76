package io.fairlead.server.embed;

/**
 * What a snapshot file holds, in the numbers etcd's tools tell of it.
 *
 * @param hash CRC-32C of everything in it; unsigned
 * @param revision the newest one of its keys; 0 where there is none
 * @param totalKeys entries of all its tables, history included
 * @param totalSize bytes of the database
 */
public record SnapshotStatus(int hash, long revision, long totalKeys, long totalSize) {}
