package io.fairlead.testing.fake;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AuthenticateRequest;
import io.fairlead.api.pb.etcdserverpb.AuthenticateResponse;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseStatus;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What etcd does with a request, as far as tests of clients need it. On the loop of its fake. */
final class FakeServices {
    /** A condition of the catalogue. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final EtcdError error;

        Refused(EtcdError error) {
            super(error.text());
            this.error = error;
        }

        EtcdError error() {
            return error;
        }
    }

    private final FakeMember member;
    private final Cluster cluster;
    private final FakeStore store;

    FakeServices(FakeMember member) {
        this.member = member;
        this.cluster = member.cluster();
        this.store = cluster.store;
    }

    MessageLite serve(MessageLite request) {
        if (request instanceof RangeRequest range) {
            return range(range);
        } else if (request instanceof PutRequest put) {
            FakeStore.Write write = store.write();
            PutResponse.Builder response = put(put, write);
            commit(write);
            return response.setHeader(header()).build();
        } else if (request instanceof DeleteRangeRequest delete) {
            FakeStore.Write write = store.write();
            DeleteRangeResponse.Builder response = delete(delete, write);
            commit(write);
            return response.setHeader(header()).build();
        } else if (request instanceof TxnRequest txn) {
            FakeStore.Write write = store.write();
            TxnResponse.Builder response = txn(txn, write);
            commit(write);
            return response.setHeader(header()).build();
        } else if (request instanceof CompactionRequest compaction) {
            return compact(compaction.getRevision());
        } else if (request instanceof LeaseGrantRequest grant) {
            return grant(grant);
        } else if (request instanceof LeaseRevokeRequest revoke) {
            if (!cluster.leases.revoke(revoke.getID())) {
                throw new Refused(EtcdError.LEASE_NOT_FOUND);
            }
            return LeaseRevokeResponse.newBuilder().setHeader(header()).build();
        } else if (request instanceof LeaseTimeToLiveRequest ask) {
            return timeToLive(ask.getID());
        } else if (request instanceof MemberListRequest) {
            return members();
        } else if (request instanceof StatusRequest) {
            return status();
        } else if (request instanceof AuthenticateRequest login) {
            String token = cluster.logins
                    .issue(login.getName(), login.getPassword())
                    .orElseThrow(() -> new Refused(
                            cluster.logins.isEnabled() ? EtcdError.AUTH_FAILED : EtcdError.AUTH_NOT_ENABLED));
            return AuthenticateResponse.newBuilder()
                    .setHeader(header())
                    .setToken(token)
                    .build();
        }
        LeaseLeasesResponse.Builder all = LeaseLeasesResponse.newBuilder().setHeader(header());
        cluster.leases.all().stream()
                .filter(lease -> lease.state() == FakeLease.State.ALIVE)
                .forEach(lease -> all.addLeases(LeaseStatus.newBuilder().setID(lease.id())));
        return all.build();
    }

    private ResponseHeader header() {
        return cluster.header(member);
    }

    private void commit(FakeStore.Write write) {
        write.commit();
        cluster.changed();
    }

    private RangeResponse range(RangeRequest request) {
        long past = request.getRevision();
        if (past > store.revision()) {
            throw new Refused(EtcdError.FUTURE_REVISION);
        }
        if (past > 0 && past < store.compacted()) {
            throw new Refused(EtcdError.COMPACTED);
        }
        List<KeyValue> found = past > 0
                ? store.rangeAt(past, request.getKey(), request.getRangeEnd())
                : store.range(request.getKey(), request.getRangeEnd());
        RangeResponse.Builder response =
                RangeResponse.newBuilder().setHeader(header()).setCount(found.size());
        long limit = request.getLimit();
        boolean more = limit > 0 && found.size() > limit;
        if (!request.getCountOnly()) {
            found.stream()
                    .limit(more ? limit : found.size())
                    .map(entry -> request.getKeysOnly()
                            ? entry.toBuilder().clearValue().build()
                            : entry)
                    .forEach(response::addKvs);
        }
        return response.setMore(more).build();
    }

    private PutResponse.Builder put(PutRequest put, FakeStore.Write write) {
        if (put.getLease() != 0 && !cluster.leases.isAlive(put.getLease())) {
            throw new Refused(EtcdError.LEASE_NOT_FOUND);
        }
        List<KeyValue> before = store.range(put.getKey(), ByteString.EMPTY);
        write.put(put.getKey(), put.getValue(), put.getLease());
        PutResponse.Builder response = PutResponse.newBuilder();
        if (put.getPrevKv() && !before.isEmpty()) {
            response.setPrevKv(before.get(0));
        }
        return response;
    }

    private static DeleteRangeResponse.Builder delete(DeleteRangeRequest delete, FakeStore.Write write) {
        List<KeyValue> gone = write.delete(delete.getKey(), delete.getRangeEnd());
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder().setDeleted(gone.size());
        if (delete.getPrevKv()) {
            response.addAllPrevKvs(gone);
        }
        return response;
    }

    private TxnResponse.Builder txn(TxnRequest txn, FakeStore.Write write) {
        boolean holds = txn.getCompareList().stream().allMatch(this::holds);
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(holds);
        for (RequestOp op : holds ? txn.getSuccessList() : txn.getFailureList()) {
            ResponseOp.Builder result = ResponseOp.newBuilder();
            switch (op.getRequestCase()) {
                case REQUEST_RANGE -> result.setResponseRange(range(op.getRequestRange()));
                case REQUEST_PUT -> result.setResponsePut(put(op.getRequestPut(), write));
                case REQUEST_DELETE_RANGE -> result.setResponseDeleteRange(delete(op.getRequestDeleteRange(), write));
                case REQUEST_TXN -> result.setResponseTxn(txn(op.getRequestTxn(), write));
                case REQUEST_NOT_SET -> throw new Refused(EtcdError.EMPTY_KEY);
            }
            response.addResponses(result);
        }
        return response;
    }

    private boolean holds(Compare compare) {
        List<KeyValue> found = store.range(compare.getKey(), compare.getRangeEnd());
        if (found.isEmpty()) {
            return compare.getTarget() != Compare.CompareTarget.VALUE && holds(compare, KeyValue.getDefaultInstance());
        }
        return found.stream().allMatch(entry -> holds(compare, entry));
    }

    private static boolean holds(Compare compare, KeyValue entry) {
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(entry.getVersion(), compare.getVersion());
            case CREATE -> Long.compare(entry.getCreateRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(entry.getModRevision(), compare.getModRevision());
            case LEASE -> Long.compare(entry.getLease(), compare.getLease());
            case VALUE -> ByteString.unsignedLexicographicalComparator().compare(entry.getValue(), compare.getValue());
            case UNRECOGNIZED -> throw new Refused(EtcdError.UNKNOWN_VALUE);
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case UNRECOGNIZED -> throw new Refused(EtcdError.UNKNOWN_VALUE);
        };
    }

    private CompactionResponse compact(long revision) {
        if (revision > store.revision()) {
            throw new Refused(EtcdError.FUTURE_REVISION);
        }
        if (revision <= store.compacted()) {
            throw new Refused(EtcdError.COMPACTED);
        }
        store.compact(revision);
        return CompactionResponse.newBuilder().setHeader(header()).build();
    }

    private LeaseGrantResponse grant(LeaseGrantRequest grant) {
        if (grant.getTTL() <= 0) {
            throw new Refused(EtcdError.LEASE_TTL_ZERO);
        }
        if (grant.getID() != 0 && cluster.leases.isAlive(grant.getID())) {
            throw new Refused(EtcdError.LEASE_EXISTS);
        }
        long id = cluster.leases.grant(grant.getID(), grant.getTTL());
        return LeaseGrantResponse.newBuilder()
                .setHeader(header())
                .setID(id)
                .setTTL(grant.getTTL())
                .build();
    }

    private LeaseTimeToLiveResponse timeToLive(long id) {
        LeaseTimeToLiveResponse.Builder response = LeaseTimeToLiveResponse.newBuilder()
                .setHeader(header())
                .setID(id)
                .setTTL(-1);
        cluster.leases.all().stream()
                .filter(lease -> lease.id() == id && lease.state() == FakeLease.State.ALIVE)
                .forEach(lease -> response.setTTL(TimeUnit.NANOSECONDS.toSeconds(lease.remainingNanos()))
                        .setGrantedTTL(lease.ttlSeconds()));
        return response.build();
    }

    private MemberListResponse members() {
        MemberListResponse.Builder response = MemberListResponse.newBuilder().setHeader(header());
        cluster.members.forEach(one -> response.addMembers(Member.newBuilder()
                .setID(one.id())
                .setName("fake-" + one.index())
                .addClientURLs(one.endpoint())));
        return response.build();
    }

    private StatusResponse status() {
        return StatusResponse.newBuilder()
                .setHeader(header())
                .setVersion("3.5.16")
                .setLeader(member.leaderless ? 0 : cluster.leaderId())
                .setRaftTerm(header().getRaftTerm())
                .setDbSize(1)
                .build();
    }
}
