package io.fairlead.server.node;

import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.membership.Membership;
import io.fairlead.server.membership.MembershipStore;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.snapshot.MembersJson;
import io.fairlead.server.storage.snapshot.SnapFile;
import io.fairlead.server.storage.snapshot.SnapshotStore;
import java.io.IOException;

/**
 * Writes etcd's snapshot files: they carry no keys, but tell etcd's tools the members. Our own start does not need them. Used
 * by the backend loop for own snapshots and by a transport thread for received ones, one at a time.
 */
final class SnapshotFiles {
    private final SnapshotStore store;
    private final MembershipStore membership;
    private final int kept;
    private final Failpoints failpoints;

    SnapshotFiles(SnapshotStore store, MembershipStore membership, int kept, Failpoints failpoints) {
        this.store = store;
        this.membership = membership;
        this.kept = kept;
        this.failpoints = failpoints;
    }

    synchronized void save(SnapshotMeta meta) throws IOException {
        failpoints.reach(Failpoint.RAFT_BEFORE_SAVE_SNAP);
        Membership now = membership.view();
        store.save(new SnapFile(
                meta,
                MembersJson.encode(
                        meta.index(),
                        now.all().stream()
                                .map(member -> new MembersJson.KnownMember(
                                        member.id(),
                                        member.peerUrls(),
                                        member.learner(),
                                        member.name(),
                                        member.clientUrls()))
                                .toList(),
                        now.removedIds(),
                        now.clusterVersion())));
        store.retain(kept);
        failpoints.reach(Failpoint.RAFT_AFTER_SAVE_SNAP);
    }
}
