package io.fairlead.server.model;

import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.txn.RequestRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The real rooms, from the rules of requests to the applied state, without log, network and threads. Two copies apply the same
 * entries: one entry by entry, as they are answered; the other run by run.
 */
final class LoopSubject implements Subject {
    private final RequestRules rules;
    private StateCopy answering;
    private StateCopy following;
    private final List<Integer> broken = new ArrayList<>();
    private boolean dawdling;
    private long requests;
    private long nowNanos;
    private long term;

    LoopSubject(int maxTxnOps) {
        rules = new RequestRules(maxTxnOps);
        answering = StateCopy.inMemory(0);
        following = StateCopy.inFiles(1);
        lead();
    }

    @Override
    public Answer<? extends Message> call(StepKind kind, Message request) {
        return switch (kind) {
            case RANGE -> {
                RangeRequest range = (RangeRequest) request;
                yield ruled(rules.check(range), () -> answering.state().range(range, Requester.NONE));
            }
            case PUT -> ruled(rules.check((PutRequest) request), () -> propose(CommandKind.PUT, request));
            case DELETE ->
                ruled(rules.check((DeleteRangeRequest) request), () -> propose(CommandKind.DELETE_RANGE, request));
            case TXN -> {
                TxnRequest txn = (TxnRequest) request;
                yield ruled(
                        rules.check(txn),
                        () -> RequestRules.isReadOnly(txn)
                                ? answering.state().readTxn(txn, Requester.NONE)
                                : propose(CommandKind.TXN, txn));
            }
            case COMPACT -> propose(CommandKind.COMPACTION, (CompactionRequest) request);
            case HASH -> answering.state().hashKv(((HashKVRequest) request).getRevision());
            case GRANT, REVOKE, KEEP_ALIVE, TIME_TO_LIVE, LEASES ->
                answering.leases().call(kind, request);
            default -> throw new IllegalArgumentException(kind + " is no request");
        };
    }

    private static Answer<? extends Message> ruled(
            Optional<EtcdError> fault, Supplier<Answer<? extends Message>> otherwise) {
        return fault.<Answer<? extends Message>>map(Answer::refused).orElseGet(otherwise);
    }

    private Answer<? extends Message> propose(CommandKind kind, Message request) {
        Answer<? extends Message> answer = append(kind, request);
        serve();
        return answer;
    }

    private Answer<? extends Message> append(CommandKind kind, Message request) {
        requests++;
        following.await(requests, kind, request);
        answering.await(requests, kind, request);
        return answering.answer(requests);
    }

    @Override
    public void act(StepKind kind) {
        switch (kind) {
            case DAWDLE -> dawdling = true;
            case HOLD -> watchers().forEach(LoopWatchers::hold);
            case RELEASE -> release();
            case RESTART -> restart();
            case INSTALL -> install();
            default -> throw new IllegalArgumentException(kind + " is not to be acted on");
        }
    }

    private Stream<LoopWatchers> watchers() {
        return Stream.of(answering.watchers(), following.watchers());
    }

    private void restart() {
        answering = answering.restarted();
        lead();
        broken.add(answering.watchers().number());
    }

    /** Over the state of one that is behind, or into a new one. */
    private void install() {
        if (answering.isNew()) {
            return;
        }
        StateCopy installed = following;
        if (!following.isBehind()) {
            following.close();
            installed = StateCopy.inFiles(following.watchers().number());
            broken.add(following.watchers().number());
        }
        answering.forgetAnswers(requests);
        installed.forgetAnswers(requests);
        installed.install(answering);
        following = answering;
        answering = installed;
        following.leases().retire(nowNanos);
        lead();
        serve();
    }

    private void lead() {
        term++;
        answering.leases().lead(term, this::append, nowNanos);
    }

    @Override
    public long graceMillis() {
        return LoopLeases.GRACE_MILLIS;
    }

    @Override
    public void elapse(long millis) {
        long target = nowNanos + millis * 1_000_000;
        long next = answering.leases().deadlineNanos();
        while (next <= target) {
            nowNanos = Math.max(next, nowNanos);
            answering.leases().rest(nowNanos);
            next = answering.leases().deadlineNanos();
        }
        nowNanos = target;
        serve();
    }

    private void release() {
        dawdling = false;
        watchers().forEach(LoopWatchers::release);
        answering.expectSameAnswers(following);
        answering.rest();
        following.rest();
        following.leases().rest(nowNanos);
    }

    /** Does for the answering copy what its idle loops would do, or a little of it. */
    private void serve() {
        answering.leases().rest(nowNanos);
        if (dawdling) {
            answering.step();
        } else {
            answering.rest();
        }
    }

    private StateCopy copyOf(int stream) {
        return answering.watchers().number() == stream ? answering : following;
    }

    @Override
    public WatchResponse watch(int number, WatchCreateRequest request) {
        // A follower tells a new watcher its own newest revision; here it is to be the newest there is.
        StateCopy copy = copyOf(Subject.streamOf(number));
        copy.applyWaiting();
        WatchResponse response = copy.watchers().watch(number, request);
        serveWatchersOf(copy);
        return response;
    }

    @Override
    public void cancel(int number) {
        copyOf(Subject.streamOf(number)).watchers().cancel(number);
    }

    @Override
    public void requestProgress(int stream) {
        copyOf(stream).watchers().requestProgress();
        serveWatchersOf(copyOf(stream));
    }

    private void serveWatchersOf(StateCopy copy) {
        if (dawdling) {
            copy.interrupt();
        } else {
            copy.serveWatchers();
        }
    }

    @Override
    public List<Told> told() {
        return watchers().flatMap(stream -> stream.takeTold().stream()).toList();
    }

    @Override
    public boolean isUpToDate(int stream) {
        return copyOf(stream).isResting() && !copyOf(stream).watchers().isHolding();
    }

    @Override
    public boolean awaitMore(int stream) {
        return false;
    }

    @Override
    public List<Integer> broken() {
        List<Integer> taken = List.copyOf(broken);
        broken.clear();
        return taken;
    }

    @Override
    public List<Long> recordCounts() {
        return List.of(answering.recordCount(), following.recordCount());
    }

    @Override
    public List<Answer<HashKVResponse>> hashes(long revision) {
        return List.of(answering.state().hashKv(revision), following.state().hashKv(revision));
    }

    @Override
    public void close() {
        answering.close();
        following.close();
    }
}
