package io.fairlead.server.apply;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.server.access.Access;
import io.fairlead.server.access.LeaseKeys;
import io.fairlead.server.access.Need;
import io.fairlead.server.access.Right;
import io.fairlead.server.alarm.Alarm;
import io.fairlead.server.alarm.AlarmStore;
import io.fairlead.server.alarm.Quota;
import io.fairlead.server.auth.AuthStore;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.auth.Tokens;
import io.fairlead.server.command.Requester;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.lease.LeaseStore;
import io.fairlead.server.membership.Downgrade;
import io.fairlead.server.membership.Membership;
import io.fairlead.server.membership.MembershipStore;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KeyMeter;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KvHash;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.ReadView;
import io.fairlead.server.mvcc.RevisionList;
import io.fairlead.server.mvcc.StateHash;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.RevisionRecord;
import io.fairlead.server.storage.backend.StateView;
import io.fairlead.server.storage.backend.UnreadableRecordException;
import io.fairlead.server.txn.RangeEvaluator;
import io.fairlead.server.txn.RangePages;
import io.fairlead.server.txn.SpaceCost;
import io.fairlead.server.txn.TxnEvaluator;
import io.fairlead.server.watch.WatchLoop;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The replicated state of one member: its stores over one backend. The apply loop writes; the methods here read what it
 * published and may be called from any thread.
 */
public final class AppliedState {
    private final Backend backend;
    private final MvccStore keys;
    private final WatchLoop watchLoop;
    private final MembershipStore members;
    private final LeaseStore leases = new LeaseStore();
    private final AlarmStore alarms = new AlarmStore();
    private final Quota quota;
    private final AuthStore auth;

    /**
     * Builds the stores over what the backend holds.
     *
     * @param quotaBytes the space that keys and leases may take, as etcd's flag says it: 0 is the default, below 0 no limit
     * @param tokens told when tokens of users are given out or void
     */
    public AppliedState(Backend backend, int learnersMax, long quotaBytes, Tokens tokens, Failpoints failpoints) {
        this(backend, learnersMax, quotaBytes, tokens, keys -> new WatchLoop(keys, failpoints));
    }

    AppliedState(
            Backend backend,
            int learnersMax,
            long quotaBytes,
            Tokens tokens,
            Function<MvccStore, WatchLoop> watchLoops) {
        this.backend = backend;
        this.quota = Quota.ofConfigured(quotaBytes);
        this.keys = MvccStore.open(backend);
        this.watchLoop = watchLoops.apply(keys);
        this.members = new MembershipStore(learnersMax);
        this.auth = new AuthStore(tokens);
        members.load(backend);
        alarms.load(backend);
        loadLeases();
        auth.load(backend);
    }

    /** Reads keys from the state as it is published now, if {@code requester} may. */
    public Answer<RangeResponse> range(RangeRequest request, Requester requester) {
        keys.meter().ranges().increment();
        return permitted(
                requester,
                () -> Right.RANGE.needs(request, LeaseKeys.UNKNOWN),
                () -> RangeEvaluator.range(keys, request));
    }

    /** Reads keys a page at a time from the state as it is published now, if {@code requester} may. */
    public Answer<RangePages> rangePages(RangeRequest request, int pageBytes, Requester requester) {
        keys.meter().ranges().increment();
        return permitted(
                requester,
                () -> Right.RANGE.needs(request, LeaseKeys.UNKNOWN),
                () -> RangePages.open(keys, request, pageBytes, AppliedState::read));
    }

    /** Evaluates a transaction that changes nothing, if {@code requester} may. */
    public Answer<TxnResponse> readTxn(TxnRequest request, Requester requester) {
        keys.meter().ranges().increment();
        return permitted(
                requester,
                () -> Right.TXN.needs(request, LeaseKeys.UNKNOWN),
                () -> TxnEvaluator.readOnly(keys, request));
    }

    /**
     * Reads if {@code requester} may, and looks again afterwards: the answer may hold what was written after a right was taken
     * away, and must not go out then. Refused as STOPPED where the disk can't give what is asked for: the member is about to stop.
     *
     * @param needs worked out only where somebody has to hold them
     */
    public <T> Answer<T> permitted(Requester requester, Supplier<List<Need>> needs, Supplier<Answer<T>> reading) {
        AuthView before = auth.view();
        if (before.enabled()) {
            Optional<EtcdError> refusal = Access.refusal(before, requester, needs.get());
            if (refusal.isPresent()) {
                return Answer.refused(refusal.get());
            }
        }
        Answer<T> answer = read(reading);
        AuthView after = auth.view();
        boolean stillMay = after == before || requester.isMember() || (!before.enabled() && !after.enabled());
        return stillMay ? answer : Answer.refused(EtcdError.AUTH_OLD_REVISION);
    }

    /** Whoever runs the member has heard of the damage from the backend. */
    private static <T> Answer<T> read(Supplier<Answer<T>> reading) {
        try {
            return reading.get();
        } catch (UnreadableRecordException e) {
            return Answer.refused(EtcdError.STOPPED);
        }
    }

    public Answer<HashKVResponse> hashKv(long revision) {
        return hash(revision).map(this::hashResponse);
    }

    /** The hash of the keys at {@code revision}, 0 for the newest. Reads every key. */
    public Answer<KvHash> hash(long revision) {
        return keys.hash(revision);
    }

    /**
     * The hash of the keys at {@code revision}, 0 for the newest; refused where the whole state is just being replaced.
     *
     * @param appliedIndex up to where the log is surely in the state, when it is asked
     */
    public Answer<HashReport> reportHash(long revision, LongSupplier appliedIndex) {
        Answer<KvHash> hash = keys.hash(revision);
        if (hash instanceof Answer.Refused<KvHash> refused && refused.error() == EtcdError.TIMEOUT) {
            return Answer.refused(refused.error());
        }
        long applied = appliedIndex.getAsLong();
        return Answer.ok(new HashReport(
                applied,
                keys.revision(),
                hash instanceof Answer.Ok<KvHash> ok ? Optional.of(ok.value()) : Optional.empty()));
    }

    /** The hashes that compactions of this process found, of the newest revision first. */
    public List<KvHash> compactionHashes() {
        return keys.compactionHashes();
    }

    public Membership membership() {
        return members.view();
    }

    /** The store of the membership, for those who are told of changes by it. */
    public MembershipStore membershipStore() {
        return members;
    }

    /** The store of the leases; its methods say which of them are for any thread. */
    public LeaseStore leaseStore() {
        return leases;
    }

    public long revision() {
        return keys.revision();
    }

    /** Users and roles. */
    public AuthView auth() {
        return auth.view();
    }

    public List<AlarmMember> alarms() {
        List<Alarm> raised = alarms.view();
        return raised.isEmpty()
                ? List.of()
                : raised.stream().map(AppliedState::message).toList();
    }

    /** Whether the alarm that says so is raised for {@code memberId}. */
    public boolean isOutOfSpace(long memberId) {
        return alarms.view().contains(new Alarm(memberId, Alarm.NO_SPACE));
    }

    /** Whether the alarm that {@code memberId}'s keys are corrupt is raised; 0 for the one that names nobody. */
    public boolean isCorrupt(long memberId) {
        return alarms.view().contains(new Alarm(memberId, Alarm.CORRUPT));
    }

    /** Whether this member's quota has room for what {@code request} would take. Cheap. */
    public boolean hasRoomFor(MessageLite request) {
        return quota.admits(backend.sizeInUse(), SpaceCost.of(request));
    }

    /** Whether this member's quota is used up. Cheap. */
    boolean isSpaceExhausted() {
        return quota.isExhausted(backend.sizeInUse());
    }

    /**
     * The hash of the whole state as it is between two batches, to be computed.
     *
     * @param revision the newest one that is hashed
     * @param work reads every record; any thread
     */
    public record Hash(long revision, IntSupplier work) {
        public int compute() {
            return work.getAsInt();
        }
    }

    /** The hash of the whole state, buckets included. Apply loop. */
    public Hash hash() {
        StateHash hash = StateHash.of(backend, keys);
        return new Hash(hash.revision(), hash::compute);
    }

    public Downgrade downgrade() {
        return members.downgrade();
    }

    public long backendSize() {
        return backend.size();
    }

    public long backendSizeInUse() {
        return backend.sizeInUse();
    }

    /** The loop that watches these keys. Whoever runs the apply loop runs this one too. */
    public WatchLoop watchLoop() {
        return watchLoop;
    }

    /** The whole state as it is now, entry by entry. */
    public StateView openView() throws IOException {
        return backend.openView();
    }

    /** What was done with the keys. Any thread. */
    public KeyMeter keyMeter() {
        return keys.meter();
    }

    /** The published revision of the last compaction, or -1. */
    public long compactedRevision() {
        return keys.compactedRevision();
    }

    /** The space that keys and leases may take, in bytes. */
    public long quotaBytes() {
        return quota.limitBytes();
    }

    Backend backend() {
        return backend;
    }

    MvccStore keys() {
        return keys;
    }

    AlarmStore alarmStore() {
        return alarms;
    }

    AuthStore authStore() {
        return auth;
    }

    /**
     * Lets readers see what has been sealed. Rights come first: nobody may see a key by a right that was taken away before the
     * key was written.
     */
    void publish() {
        if (auth.publish()) {
            watchLoop.permissionsChanged();
        }
        keys.publish();
        members.publish();
        leases.publish();
        alarms.publish();
    }

    /** The backend's state was replaced: builds everything anew. */
    void reload() {
        auth.load(backend);
        watchLoop.permissionsChanged();
        keys.rebuild();
        members.load(backend);
        alarms.load(backend);
        loadLeases();
    }

    /** Which key hangs on which lease stands in the records of the keys that are there now. */
    private void loadLeases() {
        leases.load(backend);
        if (leases.isEmpty()) {
            return;
        }
        ReadView now = keys.view();
        backend.scanRevisions(0, Long.MAX_VALUE, record -> {
            if (record.lease() != LeaseStore.NO_LEASE && isCurrent(now, record)) {
                leases.attach(record.key(), record.lease());
            }
            return true;
        });
    }

    private static boolean isCurrent(ReadView view, RevisionRecord record) {
        RevisionList newest = new RevisionList();
        view.find(KeySpan.of(record.key()), view.revision(), 1, newest);
        return newest.size() == 1 && newest.mainAt(0) == record.main() && newest.subAt(0) == record.sub();
    }

    static AlarmMember message(Alarm alarm) {
        return AlarmMember.newBuilder()
                .setMemberID(alarm.memberId())
                .setAlarmValue(alarm.type())
                .build();
    }

    private HashKVResponse hashResponse(KvHash hash) {
        return HashKVResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(keys.revision()))
                .setHash(hash.hash())
                .setCompactRevision(hash.compactedRevision())
                .setHashRevision(hash.revision())
                .build();
    }
}
