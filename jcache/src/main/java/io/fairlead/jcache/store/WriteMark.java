package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;

/**
 * By what a transaction is known afterwards.
 *
 * @param record a key that it writes
 * @param writeId the id in what it writes there
 */
record WriteMark(Bytes record, long writeId) {}
