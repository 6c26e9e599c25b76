package io.fairlead.client.call;

import com.google.protobuf.MessageLite;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AuthDisableResponse;
import io.fairlead.api.pb.etcdserverpb.AuthEnableResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleListResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleRevokePermissionResponse;
import io.fairlead.api.pb.etcdserverpb.AuthStatusResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserChangePasswordResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserListResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserRevokeRoleResponse;
import io.fairlead.api.pb.etcdserverpb.AuthenticateResponse;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.DefragmentResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.DowngradeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.HashResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.MemberAddResponse;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.MemberPromoteResponse;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveResponse;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateResponse;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderResponse;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.SnapshotResponse;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The header in an answer, whatever the answer is. A table and no reflection: it is asked at every answer. */
final class ResponseHeaders {
    private static final Map<Class<?>, Function<Object, ResponseHeader>> TABLE = new HashMap<>();

    static {
        add(RangeResponse.class, RangeResponse::getHeader);
        add(PutResponse.class, PutResponse::getHeader);
        add(DeleteRangeResponse.class, DeleteRangeResponse::getHeader);
        add(TxnResponse.class, TxnResponse::getHeader);
        add(CompactionResponse.class, CompactionResponse::getHeader);
        add(WatchResponse.class, WatchResponse::getHeader);
        add(LeaseGrantResponse.class, LeaseGrantResponse::getHeader);
        add(LeaseRevokeResponse.class, LeaseRevokeResponse::getHeader);
        add(LeaseKeepAliveResponse.class, LeaseKeepAliveResponse::getHeader);
        add(LeaseTimeToLiveResponse.class, LeaseTimeToLiveResponse::getHeader);
        add(LeaseLeasesResponse.class, LeaseLeasesResponse::getHeader);
        add(MemberAddResponse.class, MemberAddResponse::getHeader);
        add(MemberRemoveResponse.class, MemberRemoveResponse::getHeader);
        add(MemberUpdateResponse.class, MemberUpdateResponse::getHeader);
        add(MemberListResponse.class, MemberListResponse::getHeader);
        add(MemberPromoteResponse.class, MemberPromoteResponse::getHeader);
        add(DefragmentResponse.class, DefragmentResponse::getHeader);
        add(MoveLeaderResponse.class, MoveLeaderResponse::getHeader);
        add(AlarmResponse.class, AlarmResponse::getHeader);
        add(StatusResponse.class, StatusResponse::getHeader);
        add(HashResponse.class, HashResponse::getHeader);
        add(HashKVResponse.class, HashKVResponse::getHeader);
        add(SnapshotResponse.class, SnapshotResponse::getHeader);
        add(DowngradeResponse.class, DowngradeResponse::getHeader);
        add(AuthEnableResponse.class, AuthEnableResponse::getHeader);
        add(AuthDisableResponse.class, AuthDisableResponse::getHeader);
        add(AuthStatusResponse.class, AuthStatusResponse::getHeader);
        add(AuthenticateResponse.class, AuthenticateResponse::getHeader);
        add(AuthUserAddResponse.class, AuthUserAddResponse::getHeader);
        add(AuthUserGetResponse.class, AuthUserGetResponse::getHeader);
        add(AuthUserDeleteResponse.class, AuthUserDeleteResponse::getHeader);
        add(AuthUserChangePasswordResponse.class, AuthUserChangePasswordResponse::getHeader);
        add(AuthUserGrantRoleResponse.class, AuthUserGrantRoleResponse::getHeader);
        add(AuthUserRevokeRoleResponse.class, AuthUserRevokeRoleResponse::getHeader);
        add(AuthUserListResponse.class, AuthUserListResponse::getHeader);
        add(AuthRoleAddResponse.class, AuthRoleAddResponse::getHeader);
        add(AuthRoleGetResponse.class, AuthRoleGetResponse::getHeader);
        add(AuthRoleListResponse.class, AuthRoleListResponse::getHeader);
        add(AuthRoleDeleteResponse.class, AuthRoleDeleteResponse::getHeader);
        add(AuthRoleGrantPermissionResponse.class, AuthRoleGrantPermissionResponse::getHeader);
        add(AuthRoleRevokePermissionResponse.class, AuthRoleRevokePermissionResponse::getHeader);
    }

    private ResponseHeaders() {}

    /** The header, or null for an answer that has none. */
    static @Nullable ResponseHeader of(Object answer) {
        Function<Object, ResponseHeader> getter = TABLE.get(answer.getClass());
        return getter == null ? null : getter.apply(answer);
    }

    private static <M extends MessageLite> void add(Class<M> type, Function<? super M, ResponseHeader> getter) {
        TABLE.put(type, answer -> getter.apply(type.cast(answer)));
    }
}
