package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;

/**
 * A record as it was read.
 *
 * @param crc of the chain after this record
 * @param data its own memory, not that of the reader
 * @param offset of its frame in the file
 */
record WalRecord(RecordType type, int crc, Bytes data, long offset) {}
