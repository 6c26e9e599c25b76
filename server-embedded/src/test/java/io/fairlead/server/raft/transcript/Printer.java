package io.fairlead.server.raft.transcript;

import io.fairlead.server.raft.ApplyBatch;
import io.fairlead.server.raft.PersistBatch;
import io.fairlead.server.raft.RaftStatus;
import io.fairlead.server.raft.RaftStatus.PeerStatus;
import io.fairlead.server.raft.ReadState;
import io.fairlead.server.raft.Ready;
import io.fairlead.server.raft.SoftState;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.AppendRequest;
import io.fairlead.server.raft.model.Message.AppendResponse;
import io.fairlead.server.raft.model.Message.CatchUpTarget;
import io.fairlead.server.raft.model.Message.ForwardedProposal;
import io.fairlead.server.raft.model.Message.Heartbeat;
import io.fairlead.server.raft.model.Message.HeartbeatResponse;
import io.fairlead.server.raft.model.Message.InstallSnapshot;
import io.fairlead.server.raft.model.Message.LogLost;
import io.fairlead.server.raft.model.Message.Proposal;
import io.fairlead.server.raft.model.Message.ReadIndexRequest;
import io.fairlead.server.raft.model.Message.ReadIndexResponse;
import io.fairlead.server.raft.model.Message.SnapshotReport;
import io.fairlead.server.raft.model.Message.TransferLeader;
import io.fairlead.server.raft.model.Message.VoteRequest;
import io.fairlead.server.raft.model.Message.VoteResponse;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How things look in a transcript: short, one line each. {@code 2/5} is term 2, index 5. */
final class Printer {
    private Printer() {}

    static List<String> ready(Ready ready) {
        List<String> lines = new ArrayList<>();
        ready.events().forEach(event -> lines.add("event " + Names.plain(event)));
        ready.softState().ifPresent(state -> lines.add(soft(state)));
        ready.messages().forEach(message -> lines.add("send " + message(message)));
        ready.persist().ifPresent(batch -> lines.addAll(persist(batch)));
        ready.apply().ifPresent(batch -> lines.add("apply " + apply(batch)));
        for (ReadState read : ready.readStates()) {
            lines.add("read " + read.context() + " at " + read.index());
        }
        return lines;
    }

    static String soft(SoftState state) {
        String leader = state.leaderId() == 0 ? "no leader" : "leader " + state.leaderId();
        return "now " + state.role() + " in term " + state.term() + ", " + leader;
    }

    static List<String> persist(PersistBatch batch) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder("persist #" + batch.number());
        if (batch.hasSnapshot()) {
            line.append(" snapshot ").append(meta(batch.snapshot()));
        }
        if (!batch.entries().isEmpty()) {
            line.append(' ').append(entries(batch.entries().entries()));
        }
        if (batch.hasHardState()) {
            line.append(' ').append(hard(batch.hardState()));
        }
        lines.add(line.append(batch.mustForce() ? " force" : "").toString());
        batch.messagesAfterDurable().forEach(message -> lines.add("  then " + message(message)));
        return lines;
    }

    static String apply(ApplyBatch batch) {
        return batch.hasSnapshot() ? "snapshot " + meta(batch.snapshot()) : entries(batch.entries());
    }

    static String hard(HardState state) {
        return "term=" + state.term() + " vote=" + state.vote() + " commit=" + state.commit();
    }

    static String message(Message message) {
        String head = message.from() + "->" + message.to() + " " + Names.title(message.type());
        return head + (message.term() == 0 ? "" : " term=" + message.term()) + body(message);
    }

    static String entries(List<Entry> entries) {
        return entries.stream().map(Printer::entry).collect(Collectors.joining(" ", "[", "]"));
    }

    static String id(EntryId id) {
        return id.term() + "/" + id.index();
    }

    static String conf(ConfState conf) {
        return "voters=" + ids(conf.voters()) + (conf.learners().isEmpty() ? "" : " learners=" + ids(conf.learners()));
    }

    static List<String> status(RaftStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add(status.role() + " term=" + status.term() + " vote=" + status.vote() + " leader=" + status.leaderId()
                + " log=" + status.firstIndex() + ".." + status.lastIndex() + " stable=" + status.stableIndex()
                + " commit=" + status.commitIndex() + " applied=" + status.appliedIndex() + " "
                + conf(status.confState())
                + (status.transferTarget() == 0 ? "" : " transfer=" + status.transferTarget()));
        for (Map.Entry<Long, PeerStatus> peer : status.peers().entrySet()) {
            lines.add(peer(peer.getKey(), peer.getValue()));
        }
        return lines;
    }

    private static String peer(long id, PeerStatus peer) {
        return id + ": " + peer.state() + " match=" + peer.match() + " next=" + peer.next()
                + (peer.learner() ? " learner" : "")
                + (peer.paused() ? " paused" : "")
                + (peer.recentlyActive() ? "" : " inactive")
                + (peer.inflightMessages() == 0
                        ? ""
                        : " inflight=" + peer.inflightMessages() + " (" + peer.inflightBytes() + " bytes)")
                + (peer.pendingSnapshot() == 0 ? "" : " snapshot=" + peer.pendingSnapshot());
    }

    private static String entry(Entry entry) {
        String kind = entry.type() == EntryType.CONF_CHANGE ? " conf " : " ";
        return id(entry.id())
                + (entry.data().isEmpty() ? "" : kind + entry.data().toUtf8());
    }

    private static String meta(SnapshotMeta meta) {
        return id(meta.lastIncluded()) + " " + conf(meta.confState());
    }

    private static String ids(Set<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String body(Message message) {
        return switch (message.type()) {
            case APPEND_REQUEST -> {
                AppendRequest append = (AppendRequest) message;
                yield " after " + id(append.slice().previous()) + " "
                        + entries(append.slice().entries()) + " commit=" + append.commit();
            }
            case APPEND_RESPONSE -> {
                AppendResponse response = (AppendResponse) message;
                yield response.rejected()
                        ? " rejected at " + response.index() + " hint " + id(response.hint())
                        : " to " + response.index();
            }
            case VOTE_REQUEST -> {
                VoteRequest request = (VoteRequest) message;
                yield (request.preVote() ? " pre" : "") + (request.transfer() ? " transfer" : "") + " last "
                        + id(request.last()) + " committed " + id(request.committed());
            }
            case VOTE_RESPONSE -> {
                VoteResponse response = (VoteResponse) message;
                yield (response.preVote() ? " pre" : "") + (response.rejected() ? " refused" : " granted")
                        + " committed " + id(response.committed());
            }
            case HEARTBEAT -> {
                Heartbeat heartbeat = (Heartbeat) message;
                yield " commit=" + heartbeat.commit() + round(heartbeat.readContext());
            }
            case HEARTBEAT_RESPONSE -> round(((HeartbeatResponse) message).readContext());
            case INSTALL_SNAPSHOT -> " " + meta(((InstallSnapshot) message).meta());
            case FORWARDED_PROPOSAL -> " " + proposals(((ForwardedProposal) message).proposals());
            case READ_INDEX_REQUEST -> " read " + ((ReadIndexRequest) message).context();
            case READ_INDEX_RESPONSE -> {
                ReadIndexResponse response = (ReadIndexResponse) message;
                yield " read " + response.context() + " at " + response.index();
            }
            case TRANSFER_LEADER -> " to " + ((TransferLeader) message).transferee();
            case LOG_LOST -> " all after " + ((LogLost) message).kept() + " life " + ((LogLost) message).life();
            case CATCH_UP_TARGET ->
                " at " + ((CatchUpTarget) message).index() + " life " + ((CatchUpTarget) message).life();
            case SNAPSHOT_REPORT -> ((SnapshotReport) message).failed() ? " failed" : " finished";
            case TIMEOUT_NOW, PEER_UNREACHABLE -> "";
        };
    }

    private static String proposals(List<Proposal> proposals) {
        return proposals.stream().map(proposal -> proposal.data().toUtf8()).collect(Collectors.joining(", "));
    }

    private static String round(long readContext) {
        return readContext == 0 ? "" : " round=" + readContext;
    }
}
