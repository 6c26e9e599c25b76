package io.fairlead.server.model;

import com.google.protobuf.Empty;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCancelRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;

/** What can be done in one step, and the message that says the rest. */
enum StepKind {
    RANGE(RangeRequest.getDefaultInstance()),
    PUT(PutRequest.getDefaultInstance()),
    DELETE(DeleteRangeRequest.getDefaultInstance()),
    TXN(TxnRequest.getDefaultInstance()),
    COMPACT(CompactionRequest.getDefaultInstance()),
    HASH(HashKVRequest.getDefaultInstance()),
    GRANT(LeaseGrantRequest.getDefaultInstance()),
    REVOKE(LeaseRevokeRequest.getDefaultInstance()),
    KEEP_ALIVE(LeaseKeepAliveRequest.getDefaultInstance()),
    TIME_TO_LIVE(LeaseTimeToLiveRequest.getDefaultInstance()),
    LEASES(LeaseLeasesRequest.getDefaultInstance()),
    /** Opens a watcher; watchers are numbered as they are opened. */
    WATCH(WatchCreateRequest.getDefaultInstance()),
    /** Cancels the watcher of that number. */
    CANCEL(WatchCancelRequest.getDefaultInstance()),
    /** Asks for progress on the stream of the watcher of that number. */
    PROGRESS(WatchCancelRequest.getDefaultInstance()),
    /** Whoever reads what watchers are told stops reading, until the next release. */
    HOLD(Empty.getDefaultInstance()),
    /** Nobody works for watchers, and what compactions left is done a piece a command, until the next release. */
    DAWDLE(Empty.getDefaultInstance()),
    /** All that waits is done. */
    RELEASE(Empty.getDefaultInstance()),
    /** So many milliseconds pass. */
    ELAPSE(Int64Value.getDefaultInstance()),
    /** The member stops and starts over what it kept; watchers come back at the revision after the last they saw. */
    RESTART(Empty.getDefaultInstance()),
    /** Another member gets the whole state, and answers from here on; the first goes on following. */
    INSTALL(Empty.getDefaultInstance());

    private final Message nothing;

    StepKind(Message nothing) {
        this.nothing = nothing;
    }

    /** The message with nothing set. */
    Message nothing() {
        return nothing;
    }
}
