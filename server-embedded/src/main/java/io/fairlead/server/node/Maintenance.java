package io.fairlead.server.node;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.DowngradeRequest;
import io.fairlead.api.pb.etcdserverpb.DowngradeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.HashResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.apply.AppliedState;
import io.fairlead.server.apply.ApplyTask;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.membership.Downgrade;
import io.fairlead.server.membership.VersionLevel;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.pb.membershippb.DowngradeInfoSetRequest;
import io.fairlead.server.storage.backend.BackendLoop;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The upkeep of a member on behalf of clients: hashes, defragmentation, the alarm for lack of space, downgrades. Any thread. */
final class Maintenance {
    private final long memberId;
    private final LongSupplier appliedIndex;
    private final AppliedState state;
    private final Mailbox<ApplyTask> applyMailbox;
    private final BackendLoop backendLoop;
    private final ScanLoop scans;
    private final BiFunction<CommandKind, MessageLite, CompletableFuture<Answer<MessageLite>>> proposer;
    private final Supplier<CompletableFuture<Answer<Long>>> barrier;

    /** What callers wait for, as long as that may be: it has no time limit of its own. */
    private final Map<Long, CompletableFuture<? extends Answer<?>>> promises = new ConcurrentHashMap<>();

    private final AtomicLong promiseIds = new AtomicLong();

    /** The raising of the alarm that is under way. */
    private final AtomicReference<@Nullable CompletableFuture<Void>> raising = new AtomicReference<>();

    private volatile boolean stopped;

    Maintenance(
            long memberId,
            LongSupplier appliedIndex,
            AppliedState state,
            Mailbox<ApplyTask> applyMailbox,
            BackendLoop backendLoop,
            ScanLoop scans,
            BiFunction<CommandKind, MessageLite, CompletableFuture<Answer<MessageLite>>> proposer,
            Supplier<CompletableFuture<Answer<Long>>> barrier) {
        this.memberId = memberId;
        this.appliedIndex = appliedIndex;
        this.state = state;
        this.applyMailbox = applyMailbox;
        this.backendLoop = backendLoop;
        this.scans = scans;
        this.proposer = proposer;
        this.barrier = barrier;
    }

    /** How many callers wait. */
    int promisesCount() {
        return promises.size();
    }

    CompletableFuture<Answer<HashKVResponse>> hashKv(long revision) {
        CompletableFuture<Answer<HashKVResponse>> promise = promise();
        scan(promise, () -> promise.complete(state.hashKv(revision)));
        return promise;
    }

    /** The hash at {@code revision}, and how far the state is with which it was worked out. */
    CompletableFuture<Answer<HashReport>> reportHash(long revision) {
        CompletableFuture<Answer<HashReport>> promise = promise();
        scan(promise, () -> promise.complete(state.reportHash(revision, appliedIndex)));
        return promise;
    }

    CompletableFuture<Answer<HashResponse>> hash() {
        CompletableFuture<Answer<HashResponse>> promise = promise();
        applyMailbox.post(new ApplyTask.Ask(looked -> {
            AppliedState.Hash hash = looked.hash();
            scan(
                    promise,
                    () -> promise.complete(Answer.ok(HashResponse.newBuilder()
                            .setHeader(ResponseHeader.newBuilder().setRevision(hash.revision()))
                            .setHash(hash.compute())
                            .build())));
        }));
        return promise;
    }

    /** Takes back all space that can be. Nobody waits meanwhile but the caller. */
    CompletableFuture<Answer<Long>> defragment() {
        CompletableFuture<Answer<Long>> promise = promise();
        applyMailbox.post(new ApplyTask.CloseSegment(() -> {
            if (!backendLoop.cleanThoroughly(hadRoom ->
                    promise.complete(hadRoom ? Answer.ok(state.backendSize()) : Answer.refused(EtcdError.NO_SPACE)))) {
                promise.complete(Answer.refused(EtcdError.TOO_MANY_REQUESTS));
            }
        }));
        return promise;
    }

    /** Raises the alarm that this member has no space left, unless it is raised. Completes when that is done or refused. */
    CompletableFuture<Void> raiseNoSpace() {
        if (state.isOutOfSpace(memberId)) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = raising.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        AlarmRequest request = AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                .setMemberID(memberId)
                .setAlarm(AlarmType.NOSPACE)
                .build();
        var unused = proposer.apply(CommandKind.ALARM, request).whenComplete((answer, broken) -> {
            raising.set(null);
            mine.complete(null);
        });
        return mine;
    }

    /** What becomes of a downgrade is for all members alike, so whoever asks is told by the newest state there is. */
    CompletableFuture<Answer<DowngradeResponse>> downgrade(DowngradeRequest request) {
        return barrier.get().thenCompose(confirmed -> {
            if (confirmed instanceof Answer.Refused<Long> refused) {
                return refused(refused.error());
            }
            return switch (request.getAction()) {
                case VALIDATE ->
                    CompletableFuture.completedFuture(
                            validate(request.getVersion()).map(level -> downgradeResponse()));
                case ENABLE -> enable(request.getVersion());
                case CANCEL -> cancel();
                case UNRECOGNIZED -> refused(EtcdError.UNKNOWN_VALUE);
            };
        });
    }

    private Answer<VersionLevel> validate(String version) {
        Optional<VersionLevel> target = VersionLevel.parse(version);
        if (target.isEmpty()) {
            return Answer.refused(EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT);
        }
        Optional<VersionLevel> now = VersionLevel.parse(state.membership().clusterVersion());
        if (now.isEmpty()) {
            return Answer.refused(EtcdError.CLUSTER_VERSION_UNAVAILABLE);
        }
        if (!target.get().equals(now.get().below())) {
            return Answer.refused(EtcdError.INVALID_DOWNGRADE_TARGET_VERSION);
        }
        if (state.downgrade().enabled()) {
            return Answer.refused(EtcdError.DOWNGRADE_IN_PROCESS);
        }
        return Answer.ok(target.get());
    }

    private CompletableFuture<Answer<DowngradeResponse>> enable(String version) {
        Answer<VersionLevel> target = validate(version);
        if (target instanceof Answer.Refused<VersionLevel> refused) {
            return refused(refused.error());
        }
        return set(
                new Downgrade(true, ((Answer.Ok<VersionLevel>) target).value().toString()));
    }

    private CompletableFuture<Answer<DowngradeResponse>> cancel() {
        return state.downgrade().enabled() ? set(Downgrade.NONE) : refused(EtcdError.NO_INFLIGHT_DOWNGRADE);
    }

    private CompletableFuture<Answer<DowngradeResponse>> set(Downgrade downgrade) {
        DowngradeInfoSetRequest request = DowngradeInfoSetRequest.newBuilder()
                .setEnabled(downgrade.enabled())
                .setVer(downgrade.targetVersion())
                .build();
        return proposer.apply(CommandKind.DOWNGRADE_INFO_SET, request)
                .thenApply(answer -> answer.map(done -> downgradeResponse()));
    }

    private DowngradeResponse downgradeResponse() {
        return DowngradeResponse.newBuilder()
                .setVersion(state.membership().clusterVersion())
                .build();
    }

    /** The member takes no further part: whoever waits hears so. */
    void stop() {
        stopped = true;
        promises.values().forEach(promise -> refuse(promise, EtcdError.STOPPED));
    }

    private void scan(CompletableFuture<? extends Answer<?>> promise, Runnable work) {
        if (!promise.isDone() && !scans.offer(work)) {
            refuse(promise, EtcdError.TOO_MANY_REQUESTS);
        }
    }

    private <T> CompletableFuture<Answer<T>> promise() {
        CompletableFuture<Answer<T>> promise = new CompletableFuture<>();
        long id = promiseIds.incrementAndGet();
        promises.put(id, promise);
        var unused = promise.whenComplete((answer, broken) -> promises.remove(id));
        if (stopped) {
            refuse(promise, EtcdError.STOPPED);
        }
        return promise;
    }

    /** A refusal fits a promise of anything. */
    @SuppressWarnings("unchecked")
    private static void refuse(CompletableFuture<? extends Answer<?>> promise, EtcdError error) {
        ((CompletableFuture<Answer<?>>) promise).complete(Answer.refused(error));
    }

    private static <T> CompletableFuture<Answer<T>> refused(EtcdError error) {
        return CompletableFuture.completedFuture(Answer.refused(error));
    }
}
