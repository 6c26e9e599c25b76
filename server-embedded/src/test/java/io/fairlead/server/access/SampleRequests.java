package io.fairlead.server.access;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetRequest;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.v3electionpb.CampaignRequest;
import io.fairlead.api.pb.v3electionpb.LeaderKey;
import io.fairlead.api.pb.v3electionpb.LeaderRequest;
import io.fairlead.api.pb.v3electionpb.ProclaimRequest;
import io.fairlead.api.pb.v3electionpb.ResignRequest;
import io.fairlead.api.pb.v3lockpb.LockRequest;
import io.fairlead.api.pb.v3lockpb.UnlockRequest;
import java.util.List;

/** Requests that are sound in form, one or several for each kind of right. */
public final class SampleRequests {
    private static final ByteString NUL = ByteString.copyFrom(new byte[1]);

    private SampleRequests() {}

    /** Empty for rights that ask the same of every request: whatever request the method takes will do. */
    public static List<Message> of(Right right) {
        return switch (right) {
            case NOBODY_ASKED, ANY_USER, ADMIN -> List.of();
            case RANGE ->
                List.of(
                        range("k", ByteString.EMPTY),
                        range("k", text("m")),
                        range("k", NUL),
                        RangeRequest.newBuilder().setKey(NUL).setRangeEnd(NUL).build(),
                        range("k", ByteString.EMPTY).toBuilder()
                                .setCountOnly(true)
                                .build());
            case PUT -> List.of(put(false, 0), put(true, 0), put(false, 7), put(true, 7));
            case DELETE_RANGE ->
                List.of(
                        delete(ByteString.EMPTY, false),
                        delete(text("m"), false),
                        delete(NUL, false),
                        delete(text("m"), true));
            case TXN ->
                List.of(
                        txn(true, RequestOp.newBuilder().setRequestRange(range("k", text("m")))),
                        txn(false, RequestOp.newBuilder().setRequestPut(put(true, 7))),
                        txn(false, RequestOp.newBuilder().setRequestDeleteRange(delete(NUL, true))),
                        txn(
                                true,
                                RequestOp.newBuilder()
                                        .setRequestTxn(txn(
                                                false,
                                                RequestOp.newBuilder()
                                                        .setRequestTxn(txn(
                                                                true,
                                                                RequestOp.newBuilder()
                                                                        .setRequestPut(put(true, 7))))))));
            case WATCH ->
                List.of(
                        WatchCreateRequest.newBuilder().setKey(text("k")).build(),
                        WatchCreateRequest.newBuilder()
                                .setKey(text("k"))
                                .setRangeEnd(NUL)
                                .build());
            case LEASE_REVOKE ->
                List.of(LeaseRevokeRequest.newBuilder().setID(7).build());
            case LEASE_TIME_TO_LIVE ->
                List.of(
                        LeaseTimeToLiveRequest.newBuilder().setID(7).build(),
                        LeaseTimeToLiveRequest.newBuilder()
                                .setID(7)
                                .setKeys(true)
                                .build());
            case ALARM ->
                List.of(
                        AlarmRequest.getDefaultInstance(),
                        AlarmRequest.newBuilder()
                                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                                .setAlarm(AlarmType.NOSPACE)
                                .build(),
                        AlarmRequest.newBuilder()
                                .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                                .setAlarm(AlarmType.NOSPACE)
                                .build());
            case USER_GET ->
                List.of(AuthUserGetRequest.newBuilder().setName("somebody").build());
            case ROLE_GET ->
                List.of(AuthRoleGetRequest.newBuilder().setRole("somerole").build());
            case LOCK ->
                List.of(
                        LockRequest.newBuilder().setName(text("l")).build(),
                        LockRequest.newBuilder().setName(text("l")).setLease(7).build());
            case UNLOCK ->
                List.of(UnlockRequest.newBuilder().setKey(text("l/7")).build());
            case CAMPAIGN ->
                List.of(CampaignRequest.newBuilder()
                        .setName(text("e"))
                        .setLease(7)
                        .build());
            case PROCLAIM ->
                List.of(ProclaimRequest.newBuilder().setLeader(leader()).build());
            case RESIGN ->
                List.of(ResignRequest.newBuilder().setLeader(leader()).build());
            case LEADER -> List.of(LeaderRequest.newBuilder().setName(text("e")).build());
        };
    }

    private static LeaderKey leader() {
        return LeaderKey.newBuilder()
                .setName(text("e"))
                .setKey(text("e/7"))
                .setLease(7)
                .setRev(2)
                .build();
    }

    private static RangeRequest range(String key, ByteString end) {
        return RangeRequest.newBuilder().setKey(text(key)).setRangeEnd(end).build();
    }

    private static PutRequest put(boolean prevKv, long lease) {
        return PutRequest.newBuilder()
                .setKey(text("k"))
                .setPrevKv(prevKv)
                .setLease(lease)
                .build();
    }

    private static DeleteRangeRequest delete(ByteString end, boolean prevKv) {
        return DeleteRangeRequest.newBuilder()
                .setKey(text("k"))
                .setRangeEnd(end)
                .setPrevKv(prevKv)
                .build();
    }

    private static TxnRequest txn(boolean success, RequestOp.Builder op) {
        TxnRequest.Builder txn = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setKey(text("c")).setRangeEnd(text("d")));
        return (success ? txn.addSuccess(op) : txn.addFailure(op)).build();
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
