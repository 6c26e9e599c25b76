package io.fairlead.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseCheckpoint;
import io.fairlead.api.pb.etcdserverpb.LeaseCheckpointRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.command.Command;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.lease.Lease;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.storage.backend.RevisionRecord;
import io.fairlead.server.storage.backend.SnapshotView;
import io.fairlead.server.storage.backend.StateReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What commands make of leases and the keys on them, over restarts and the states of others too. */
class LeaseApplierTest {
    private final MemoryBackend backend = new MemoryBackend(new FileOwner(1, 2));
    private AppliedState state = TightState.over(backend);
    private CommandApplier commands = new CommandApplier(state);
    private long index;

    @Test
    void put_withLease_attachesAndLaterPutsAndDeletesDetach() throws IOException {
        grant(1);
        grant(2);
        put("a", 1);
        put("b", 1);
        put("c", 1);

        put("a", 2);
        put("b", 0);
        apply(
                CommandKind.DELETE_RANGE,
                DeleteRangeRequest.newBuilder().setKey(key("c")).build());

        assertThat(keys(1)).isEmpty();
        assertThat(keys(2)).containsExactly("a");
    }

    @Test
    void txn_withLease_attachesOnlyWhatItDid() throws IOException {
        grant(1);
        put("old", 1);
        TxnRequest txn = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestPut(putRequest("new", 1)))
                .addSuccess(RequestOp.newBuilder()
                        .setRequestPut(
                                PutRequest.newBuilder().setKey(key("old")).setIgnoreLease(true)))
                .addFailure(RequestOp.newBuilder().setRequestPut(putRequest("not", 1)))
                .build();

        assertThat(apply(CommandKind.TXN, txn)).isInstanceOf(Answer.Ok.class);

        assertThat(keys(1)).containsExactly("new", "old");
        assertThat(apply(
                        CommandKind.TXN,
                        TxnRequest.newBuilder()
                                .addSuccess(RequestOp.newBuilder().setRequestPut(putRequest("x", 1)))
                                .addSuccess(RequestOp.newBuilder().setRequestPut(putRequest("y", 404)))
                                .build()))
                .isEqualTo(Answer.refused(EtcdError.LEASE_NOT_FOUND));
        assertThat(keys(1)).containsExactly("new", "old");
    }

    @Test
    void revoke_leaseWithKeys_deletesThemInKeyOrderAtOneRevision() throws IOException {
        grant(1);
        put("b", 1);
        put("a", 1);
        put("free", 0);
        long before = state.revision();

        Answer<MessageLite> answer = revoke(1);

        assertThat(answer.map(
                        response -> ((LeaseRevokeResponse) response).getHeader().getRevision()))
                .isEqualTo(Answer.ok(before + 1));
        assertThat(state.revision()).isEqualTo(before + 1);
        assertThat(backend.read(before + 1, 0)).isEqualTo(RevisionRecord.tombstone(before + 1, 0, Bytes.utf8("a")));
        assertThat(backend.read(before + 1, 1)).isEqualTo(RevisionRecord.tombstone(before + 1, 1, Bytes.utf8("b")));
        assertThat(state.leaseStore().find(1)).isEmpty();
        assertThat(revoke(1)).isEqualTo(Answer.refused(EtcdError.LEASE_NOT_FOUND));
    }

    @Test
    void revoke_leaseWithoutKeys_usesUpNoRevision() throws IOException {
        grant(1);
        long before = state.revision();

        assertThat(revoke(1)).isInstanceOf(Answer.Ok.class);

        assertThat(state.revision()).isEqualTo(before);
    }

    @Test
    void grantPutAndRevoke_inOneBatch_seeEachOther() throws IOException {
        Batch batch = backend.begin();
        assertThat(applyIn(batch, CommandKind.LEASE_GRANT, grantRequest(1))).isInstanceOf(Answer.Ok.class);
        assertThat(applyIn(batch, CommandKind.PUT, putRequest("a", 1))).isInstanceOf(Answer.Ok.class);
        assertThat(applyIn(batch, CommandKind.LEASE_REVOKE, revokeRequest(1))).isInstanceOf(Answer.Ok.class);
        assertThat(applyIn(batch, CommandKind.PUT, putRequest("b", 1)))
                .isEqualTo(Answer.refused(EtcdError.LEASE_NOT_FOUND));
        seal(batch);

        assertThat(isThere("a")).isFalse();
        assertThat(state.leaseStore().count()).isZero();
    }

    @Test
    void restart_leasesAndWhatHangsOnThem_areThereAgain() throws IOException {
        busyHistory();

        state = TightState.over(backend);
        commands = new CommandApplier(state);

        assertBusyHistory();
        assertThat(revoke(2)).isInstanceOf(Answer.Ok.class);
        assertThat(isThere("kept")).isFalse();
        assertThat(isThere("moved away")).isTrue();
    }

    @Test
    void stateOfAnotherMember_takesThePlaceOfOurs() throws IOException {
        busyHistory();
        MemoryBackend other = new MemoryBackend(new FileOwner(1, 3));
        AppliedState behind = TightState.over(other);
        StateReceiver receiver = other.receive();
        try (SnapshotView view = backend.openSnapshot()) {
            ByteBuffer chunk = ByteBuffer.allocate(4096);
            while (view.read(chunk) >= 0) {
                receiver.write(chunk.flip());
                chunk.clear();
            }
        }
        other.install(receiver.complete());

        behind.reload();

        state = behind;
        assertBusyHistory();
    }

    @Test
    void checkpoint_lease_isKeptAndStruckOut() throws IOException {
        grant(1);
        checkpoint(1, 33);
        assertThat(TightState.over(backend).leaseStore().find(1)).contains(new Lease(1, 60, 33));

        checkpoint(1, 0);
        checkpoint(404, 7);

        assertThat(TightState.over(backend).leaseStore().leases()).containsExactly(new Lease(1, 60, 0));
    }

    @Test
    void noSpace_refusesGrantsButNotTheEndOfLeases() throws IOException {
        grant(1);
        alarm(AlarmType.NOSPACE);

        assertThat(apply(CommandKind.LEASE_GRANT, grantRequest(2))).isEqualTo(Answer.refused(EtcdError.NO_SPACE));
        checkpoint(1, 10);
        assertThat(revoke(1)).isInstanceOf(Answer.Ok.class);
    }

    @Test
    void corruptCluster_refusesGrantsAndRevocations() throws IOException {
        grant(1);
        alarm(AlarmType.CORRUPT);

        assertThat(apply(CommandKind.LEASE_GRANT, grantRequest(2))).isEqualTo(Answer.refused(EtcdError.CORRUPT));
        assertThat(revoke(1)).isEqualTo(Answer.refused(EtcdError.CORRUPT));
    }

    /** Leases come and go, an id is used twice, keys move, and part of it is compacted away. */
    private void busyHistory() throws IOException {
        grant(1);
        put("gone", 1);
        assertThat(revoke(1)).isInstanceOf(Answer.Ok.class);
        grant(1);
        grant(2);
        put("kept", 2);
        put("moved away", 2);
        put("moved away", 0);
        put("moved here", 1);
        put("moved here", 2);
        put("deleted", 2);
        apply(
                CommandKind.DELETE_RANGE,
                DeleteRangeRequest.newBuilder().setKey(key("deleted")).build());
        apply(
                CommandKind.COMPACTION,
                CompactionRequest.newBuilder().setRevision(state.revision() - 1).build());
    }

    private void assertBusyHistory() {
        assertThat(state.leaseStore().leases()).extracting(Lease::id).containsExactly(1L, 2L);
        assertThat(keys(1)).isEmpty();
        assertThat(keys(2)).containsExactly("kept", "moved here");
    }

    private void grant(long id) throws IOException {
        assertThat(apply(CommandKind.LEASE_GRANT, grantRequest(id))).isInstanceOf(Answer.Ok.class);
    }

    private void put(String key, long lease) throws IOException {
        assertThat(apply(CommandKind.PUT, putRequest(key, lease))).isInstanceOf(Answer.Ok.class);
    }

    private Answer<MessageLite> revoke(long id) throws IOException {
        return apply(CommandKind.LEASE_REVOKE, revokeRequest(id));
    }

    private void checkpoint(long id, long seconds) throws IOException {
        LeaseCheckpointRequest request = LeaseCheckpointRequest.newBuilder()
                .addCheckpoints(LeaseCheckpoint.newBuilder().setID(id).setRemainingTTL(seconds))
                .build();
        assertThat(apply(CommandKind.LEASE_CHECKPOINT, request)).isInstanceOf(Answer.Ok.class);
    }

    private void alarm(AlarmType type) throws IOException {
        AlarmRequest request = AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                .setMemberID(2)
                .setAlarm(type)
                .build();
        assertThat(apply(CommandKind.ALARM, request)).isInstanceOf(Answer.Ok.class);
    }

    private List<String> keys(long lease) {
        return state.leaseStore().keys(lease).stream().map(Bytes::toUtf8).toList();
    }

    private boolean isThere(String key) {
        return state.range(RangeRequest.newBuilder().setKey(key(key)).build(), Requester.NONE)
                .map(found -> found.getCount() == 1)
                .equals(Answer.ok(true));
    }

    private Answer<MessageLite> apply(CommandKind kind, MessageLite request) throws IOException {
        Batch batch = backend.begin();
        Answer<MessageLite> answer = applyIn(batch, kind, request);
        seal(batch);
        return answer;
    }

    private Answer<MessageLite> applyIn(Batch batch, CommandKind kind, MessageLite request) {
        return commands.apply(new Command(1, kind, request, Requester.NONE), batch);
    }

    private void seal(Batch batch) throws IOException {
        index++;
        backend.seal(batch, new AppliedMark(index, 1, Bytes.empty()));
        state.publish();
    }

    private static LeaseGrantRequest grantRequest(long id) {
        return LeaseGrantRequest.newBuilder().setID(id).setTTL(60).build();
    }

    private static LeaseRevokeRequest revokeRequest(long id) {
        return LeaseRevokeRequest.newBuilder().setID(id).build();
    }

    private static PutRequest putRequest(String key, long lease) {
        return PutRequest.newBuilder().setKey(key(key)).setLease(lease).build();
    }

    private static ByteString key(String key) {
        return ByteString.copyFromUtf8(key);
    }
}
