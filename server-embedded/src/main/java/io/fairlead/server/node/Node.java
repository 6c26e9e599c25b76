package io.fairlead.server.node;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.DowngradeRequest;
import io.fairlead.api.pb.etcdserverpb.DowngradeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.HashResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.auth.Proofs;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.database.DatabaseImage;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberChange;
import io.fairlead.server.txn.RangePages;
import io.fairlead.server.watch.InnerWatch;
import io.fairlead.server.watch.WatchOutlet;
import io.fairlead.server.watch.WatchPermit;
import io.fairlead.server.watch.WatchReceiver;
import io.fairlead.server.watch.WatchSpec;
import io.fairlead.server.watch.WatchStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One member as reception sees it. Safe from any thread; nothing blocks.
 *
 * <p>Futures complete on a loop of the node: a caller that does more than note the answer continues on an executor of its
 * own. They never complete exceptionally for a caller's or the cluster's condition (that is an {@link Answer.Refused}); an
 * exceptional completion is our mistake. Every future completes within the request timeout (etcd's 5 s + 2 election
 * timeouts), with {@code TIMEOUT} where nothing better is known: the outcome of a write is then unknown.
 *
 * <p>Keys are read and written on behalf of a {@link Requester}, whose rights are checked where the state is at hand. {@code
 * AUTH_OLD_REVISION} says that users or roles changed in between: nothing was done, and asking again with fresh credentials is
 * safe.
 */
public interface Node {
    /**
     * Offers a command to the log.
     *
     * @param request the public request message of {@code kind}, already checked by the rules of the request
     * @param requester who asks; every member checks the rights again when it applies the command
     * @return the public response message of {@code kind}; its header holds the revision alone
     */
    CompletableFuture<Answer<MessageLite>> propose(CommandKind kind, MessageLite request, Requester requester);

    /** Reads keys: linearizable, or from this member's state where the request says serializable. */
    CompletableFuture<Answer<RangeResponse>> range(RangeRequest request, Requester requester);

    /**
     * Reads keys as {@link #range} does, to be told a page at a time, all at one revision.
     *
     * @param request one that can be told so, see {@link RangePages#canTell}
     */
    CompletableFuture<Answer<RangePages>> rangePages(RangeRequest request, Requester requester);

    /**
     * Evaluates a transaction that changes nothing, as {@code RequestRules} tells: linearizable, or from this member's state
     * where all its reads say serializable. Nothing is written to the log.
     */
    CompletableFuture<Answer<TxnResponse>> readTxn(TxnRequest request, Requester requester);

    /**
     * Completes when this member's applied state covers everything committed before the call.
     *
     * @return the log index that was committed when the leader was asked
     */
    CompletableFuture<Answer<Long>> linearizableReadBarrier();

    /** Leases. Their keys go by {@link #propose} of LEASE_REVOKE, and with the time that only the leader knows. */
    NodeLeases leases();

    /**
     * This member's own state as it is now, as etcd's database. The caller closes it; files are kept until then. Cheap, but what
     * comes out is read from the disk: on a thread that may block.
     */
    DatabaseImage openDatabase() throws IOException;

    /**
     * Hash of this member's own keyspace up to {@code revision} (0: all), as etcd computes it. Reads every record, so it may
     * outlast the request timeout.
     */
    CompletableFuture<Answer<HashKVResponse>> hashKv(long revision);

    /** Hash of everything this member keeps. Reads every record, so it may outlast the request timeout. */
    CompletableFuture<Answer<HashResponse>> hash();

    /**
     * Takes back the space of what compactions gave up, on this member. Nobody else waits for it; it may outlast the request
     * timeout.
     *
     * @return completes with the bytes on disk afterwards
     */
    CompletableFuture<Answer<Long>> defragment();

    /** Whether this member's quota has room for what {@code request} would take. Cheap. */
    boolean hasRoomFor(MessageLite request);

    /** Raises the alarm that this member has no space left. Completes when it is raised, or could not be. */
    CompletableFuture<Void> raiseNoSpace();

    /** Asks about a downgrade, begins or cancels one; the version in the answer is the cluster's. */
    CompletableFuture<Answer<DowngradeResponse>> downgrade(DowngradeRequest request);

    CompletableFuture<Answer<MemberChange>> addMember(List<String> peerUrls, boolean learner);

    CompletableFuture<Answer<MemberChange>> removeMember(long id);

    CompletableFuture<Answer<MemberChange>> updateMember(long id, List<String> peerUrls);

    CompletableFuture<Answer<MemberChange>> promoteMember(long id);

    /**
     * Hands leadership to {@code targetId}; only the leader can.
     *
     * @return completes with the new leader's id when it leads
     */
    CompletableFuture<Answer<Long>> transferLeadership(long targetId);

    /**
     * Opens a stream of watchers on this member's applied state.
     *
     * @param outlet where replies go; called on a loop of the node
     * @param permit what the caller may watch
     * @param progressNanos after which idle watchers that asked for it are told how far they are; 0 for never
     * @return refused as TOO_MANY_REQUESTS, or as STOPPED
     */
    Answer<WatchStream> openWatchStream(WatchOutlet outlet, WatchPermit permit, long progressNanos);

    /**
     * Watches keys from within this member, as this member applies their changes: each once, in order, whole revisions.
     *
     * @param receiver called on a loop of the node, and must not block it; also told if the watch can't begin
     * @throws IllegalArgumentException if the range is empty or the start revision negative
     */
    InnerWatch watch(WatchSpec spec, WatchReceiver receiver);

    /** Users and roles as this member has applied and published them: cheap. */
    AuthView auth();

    /** By what clients prove who they are. */
    Proofs proofs();

    /** The members as this member has applied them, in ascending id order. */
    List<Member> members();

    /** Who this member is and who leads it, for the hot path: cheap. */
    NodeGlance glance();

    /** The keyspace's revision as this member has applied and published it: cheap. */
    long revision();

    /** All that this member knows of itself now. Gathers it from every room: for status answers, pages and metrics. */
    NodeStatus status();
}
