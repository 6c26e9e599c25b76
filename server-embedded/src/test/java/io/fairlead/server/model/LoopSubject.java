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
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.txn.RequestRules;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The real rooms, from the rules of requests to the applied state, without log, network and threads. Two copies apply the same
 * entries: one entry by entry, as they are answered; the other run by run.
 */
final class LoopSubject implements Subject {
    private final RequestRules rules;
    private StateCopy answering;
    private StateCopy following;
    private boolean dawdling;
    private long requests;

    LoopSubject(int maxTxnOps) {
        rules = new RequestRules(maxTxnOps);
        answering = StateCopy.inMemory();
        following = StateCopy.inFiles();
    }

    @Override
    public Answer<? extends Message> call(StepKind kind, Message request) {
        return switch (kind) {
            case RANGE -> {
                RangeRequest range = (RangeRequest) request;
                yield ruled(rules.check(range), () -> answering.state().range(range));
            }
            case PUT -> ruled(rules.check((PutRequest) request), () -> propose(CommandKind.PUT, request));
            case DELETE ->
                ruled(rules.check((DeleteRangeRequest) request), () -> propose(CommandKind.DELETE_RANGE, request));
            case TXN -> {
                TxnRequest txn = (TxnRequest) request;
                yield ruled(
                        rules.check(txn),
                        () -> RequestRules.isReadOnly(txn)
                                ? answering.state().readTxn(txn)
                                : propose(CommandKind.TXN, txn));
            }
            case COMPACT -> propose(CommandKind.COMPACTION, (CompactionRequest) request);
            case HASH -> answering.state().hashKv(((HashKVRequest) request).getRevision());
            default -> throw new IllegalArgumentException(kind + " is no request");
        };
    }

    private static Answer<? extends Message> ruled(
            Optional<EtcdError> fault, Supplier<Answer<? extends Message>> otherwise) {
        return fault.<Answer<? extends Message>>map(Answer::refused).orElseGet(otherwise);
    }

    private Answer<? extends Message> propose(CommandKind kind, Message request) {
        requests++;
        following.await(requests, kind, request);
        answering.await(requests, kind, request);
        Answer<? extends Message> answer = answering.answer(requests);
        if (!dawdling) {
            answering.rest();
        }
        return answer;
    }

    @Override
    public void act(StepKind kind, Message message) {
        switch (kind) {
            case DAWDLE -> dawdling = true;
            case RESTART -> answering = answering.restarted();
            case INSTALL -> install();
            default -> throw new IllegalArgumentException(kind + " is not to be acted on");
        }
    }

    /** Over the state of one that is behind, or into a new one. */
    private void install() {
        if (answering.isNew()) {
            return;
        }
        StateCopy installed = following;
        if (!following.isBehind()) {
            following.close();
            installed = StateCopy.inFiles();
        }
        answering.forgetAnswers();
        installed.forgetAnswers();
        installed.install(answering);
        following = answering;
        answering = installed;
    }

    @Override
    public void settle() {
        dawdling = false;
        answering.rest();
        answering.expectSameAnswers(following);
        following.rest();
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
