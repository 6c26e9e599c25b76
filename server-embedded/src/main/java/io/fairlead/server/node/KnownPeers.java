package io.fairlead.server.node;

import com.google.gson.JsonParseException;
import io.fairlead.server.membership.MemberJson;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfChangeType;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.raftcodec.RaftCodec;
import io.fairlead.server.storage.wal.Salvage;
import io.fairlead.server.storage.wal.WalCorruptException;
import io.fairlead.server.transport.PeerAddress;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a damaged log still tells about the other members. */
final class KnownPeers {
    private KnownPeers() {}

    /**
     * Refuses to repair a log from others where there are none.
     *
     * @param applied the configuration in the state
     */
    static void requireOthers(ConfState applied, Salvage salvage, @Nullable WalCorruptException damage)
            throws IOException {
        long self = salvage.metadata().nodeId();
        boolean others = applied.voters().stream().anyMatch(id -> id != self)
                || addresses(salvage.confChanges()).keySet().stream().anyMatch(id -> id != self);
        boolean unknown = applied.voters().isEmpty() && salvage.confChanges().isEmpty();
        if (!others && !unknown) {
            String found = damage == null ? salvage.damage().orElse("the end of the log is lost") : damage.getMessage();
            throw new IOException(
                    found + "; this member is the only one that votes, so nobody else has what is lost. Restore a"
                            + " snapshot, or this directory from a copy that was made while the member was stopped",
                    damage);
        }
    }

    /** Who was ever added, by id, at the address told last. */
    static SortedMap<Long, PeerAddress> addresses(List<Entry> confChanges) {
        SortedMap<Long, PeerAddress> found = new TreeMap<>(Long::compareUnsigned);
        for (Entry entry : confChanges) {
            note(entry, found);
        }
        return found;
    }

    private static void note(Entry entry, SortedMap<Long, PeerAddress> found) {
        ConfChange change;
        MemberJson.Context context;
        try {
            change = RaftCodec.decodeConfChange(entry.data());
            if (change.type() == ConfChangeType.REMOVE_NODE) {
                found.remove(change.nodeId());
                return;
            }
            context = MemberJson.decodeContext(change.context());
        } catch (MalformedRaftDataException | JsonParseException e) {
            return; // Of another release, or changes nobody: it names no address that could be used.
        }
        if (!context.promote()) {
            found.put(
                    change.nodeId(),
                    new PeerAddress(change.nodeId(), context.member().peerUrls()));
        }
    }
}
