package io.fairlead.api;

/**
 * A key as the store held it at some revision.
 *
 * @param key the key, never empty
 * @param value the value; empty where a read asked for keys only
 * @param createRevision revision at which the key was last created
 * @param modRevision revision of its latest change
 * @param version changes since creation, 1 for a fresh key
 * @param lease id of the lease the key hangs on, 0 for none
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {}
