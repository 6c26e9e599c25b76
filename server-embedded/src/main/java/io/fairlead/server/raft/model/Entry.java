package io.fairlead.server.raft.model;

import io.fairlead.api.Bytes;

/** One entry of the log. */
public record Entry(long term, long index, EntryType type, Bytes data) {
    public static Entry normal(long term, long index, Bytes data) {
        return new Entry(term, index, EntryType.NORMAL, data);
    }

    public EntryId id() {
        return new EntryId(term, index);
    }

    /** What this entry counts against limits in bytes: its data, as in etcd's payload size. */
    public int size() {
        return data.size();
    }
}
