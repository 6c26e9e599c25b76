package io.fairlead.server.access;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.v3electionpb.CampaignRequest;
import io.fairlead.api.pb.v3electionpb.LeaderRequest;
import io.fairlead.api.pb.v3electionpb.ProclaimRequest;
import io.fairlead.api.pb.v3electionpb.ResignRequest;
import io.fairlead.api.pb.v3lockpb.LockRequest;
import io.fairlead.api.pb.v3lockpb.UnlockRequest;
import java.util.List;
import java.util.function.BiFunction;

/** The kinds of right a request may need; the rows of {@link RpcRights} and {@link CommandRights}. */
public enum Right {
    /** Anybody, with credentials or without. */
    NOBODY_ASKED((request, leases) -> List.of()),
    ANY_USER((request, leases) -> List.of(new Need.AnyUser())),
    ADMIN((request, leases) -> List.of(new Need.Admin())),

    RANGE(RangeRequest.class, (request, leases) -> new RequestNeeds(leases).range(request)),
    PUT(PutRequest.class, (request, leases) -> new RequestNeeds(leases).put(request)),
    DELETE_RANGE(DeleteRangeRequest.class, (request, leases) -> new RequestNeeds(leases).deleteRange(request)),
    /** A transaction without any operation still needs a user. */
    TXN(TxnRequest.class, (request, leases) -> new RequestNeeds(leases).user().txn(request)),

    /** Checked by the service for each watcher: a stream carries many, and goes on when one of them is refused. */
    WATCH(
            WatchCreateRequest.class,
            (request, leases) -> new RequestNeeds(leases).read(request.getKey(), request.getRangeEnd())),

    LEASE_REVOKE(
            LeaseRevokeRequest.class,
            (request, leases) -> new RequestNeeds(leases).user().lease(request.getID())),
    LEASE_TIME_TO_LIVE(
            LeaseTimeToLiveRequest.class,
            (request, leases) -> request.getKeys()
                    ? new RequestNeeds(leases).user().leaseKeysShown(request.getID())
                    : new RequestNeeds(leases).user()),

    /** Everybody may look, who raises or clears an alarm changes the cluster. */
    ALARM((request, leases) -> ((AlarmRequest) request).getAction() == AlarmRequest.AlarmAction.GET
            ? List.of(new Need.AnyUser())
            : List.of(new Need.Admin())),

    USER_GET((request, leases) -> List.of(new Need.SelfOrAdmin(((AuthUserGetRequest) request).getName()))),
    ROLE_GET((request, leases) -> List.of(new Need.HolderOrAdmin(((AuthRoleGetRequest) request).getRole()))),

    // Locks and elections are keys below their name: whoever takes part writes one of them and looks at all.
    LOCK(LockRequest.class, (request, leases) -> takesPart(request.getName(), request.getLease(), leases)),
    UNLOCK(
            UnlockRequest.class,
            (request, leases) -> new RequestNeeds(leases).write(request.getKey(), ByteString.EMPTY)),
    CAMPAIGN(CampaignRequest.class, (request, leases) -> takesPart(request.getName(), request.getLease(), leases)),
    PROCLAIM(
            ProclaimRequest.class,
            (request, leases) -> changes(request.getLeader().getKey(), leases)),
    RESIGN(ResignRequest.class, (request, leases) -> changes(request.getLeader().getKey(), leases)),
    LEADER(LeaderRequest.class, (request, leases) -> {
        ByteString prefix = below(request.getName());
        return new RequestNeeds(leases).read(prefix, prefixEnd(prefix));
    });

    private static final ByteString SLASH = ByteString.copyFromUtf8("/");

    @SuppressWarnings("ImmutableEnumChecker") // each of them is a pure function
    private final BiFunction<MessageLite, LeaseKeys, List<Need>> needs;

    Right(BiFunction<MessageLite, LeaseKeys, List<Need>> needs) {
        this.needs = needs;
    }

    <T extends MessageLite> Right(Class<T> type, BiFunction<T, LeaseKeys, RequestNeeds> walk) {
        this((request, leases) -> walk.apply(type.cast(request), leases).all());
    }

    /**
     * What the caller of {@code request} must hold, all of it.
     *
     * @param request of the type that the row's method or command has
     * @param leases of the state that the request meets
     */
    public List<Need> needs(MessageLite request, LeaseKeys leases) {
        return needs.apply(request, leases);
    }

    private static RequestNeeds takesPart(ByteString name, long lease, LeaseKeys leases) {
        ByteString prefix = below(name);
        RequestNeeds needs = new RequestNeeds(leases).read(prefix, prefixEnd(prefix));
        if (lease == 0) {
            // The server grants one, and its id, which makes the key, is anybody's guess.
            return needs.write(prefix, prefixEnd(prefix));
        }
        return needs.write(prefix.concat(ByteString.copyFromUtf8(Long.toHexString(lease))), ByteString.EMPTY)
                .lease(lease);
    }

    private static RequestNeeds changes(ByteString key, LeaseKeys leases) {
        return new RequestNeeds(leases).read(key, ByteString.EMPTY).write(key, ByteString.EMPTY);
    }

    private static ByteString below(ByteString name) {
        return name.concat(SLASH);
    }

    /** The first key behind all that begin with {@code prefix}, which ends in a slash. */
    private static ByteString prefixEnd(ByteString prefix) {
        return prefix.substring(0, prefix.size() - 1).concat(ByteString.copyFromUtf8("0"));
    }
}
