package io.fairlead.server.metrics;

import io.fairlead.server.storage.disk.DiskMeter;

/** What a member does with its disk: the log, the applied state, and the snapshot files. */
public record DiskMeters(DiskMeter log, DiskMeter state, DiskMeter snapshots) {
    public DiskMeters() {
        this(new DiskMeter(), new DiskMeter(), new DiskMeter());
    }

    void tell(Families to) {
        to.histogram("etcd_disk_wal_fsync_duration_seconds", "How long a force of the log took.", log.forces());
        to.histogram("etcd_disk_wal_write_duration_seconds", "How long a write to the log took.", log.writes());
        to.gauge(
                "etcd_disk_wal_write_bytes_total",
                "Bytes that were written to the log.",
                log.bytes().sum());
        to.histogram(
                "etcd_disk_backend_commit_duration_seconds",
                "How long a force of a file of the applied state took.",
                state.forces());
        to.histogram(
                "etcd_snap_fsync_duration_seconds", "How long a force of a snapshot file took.", snapshots.forces());
    }
}
