package io.fairlead.testing.failover;

/**
 * One write as the cluster's history has it.
 *
 * @param revision of the store
 * @param key which key
 * @param value what
 * @param version the how many-th write of the key it says to be
 */
record Written(long revision, String key, String value, long version) {}
