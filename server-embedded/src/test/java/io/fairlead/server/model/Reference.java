package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.mvccpb.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** etcd with one member and nothing but what can be seen from outside, as simply as it can be said. */
final class Reference {
    /** Seconds: one and a half election timeouts of the default length. */
    private static final long LEASE_TTL_MIN = 2;

    private final ReferenceHistory history = new ReferenceHistory();
    private final ReferenceRules rules;
    private final ReferenceLeases leases;
    private final ReferenceKv kv;

    /** Where compactions were made: hashes there may have been kept from before. */
    private final Set<Long> compactions = new TreeSet<>(Set.of(-1L));

    Reference(int maxTxnOps) {
        this.rules = new ReferenceRules(maxTxnOps);
        this.leases = new ReferenceLeases(history, LEASE_TTL_MIN);
        this.kv = new ReferenceKv(history, leases::exists);
    }

    ReferenceHistory history() {
        return history;
    }

    ReferenceLeases leases() {
        return leases;
    }

    /** The answer to a request of any kind but {@link StepKind#HASH}. */
    Answer<? extends Message> answer(StepKind kind, Message request) {
        return switch (kind) {
            case RANGE -> {
                RangeRequest range = (RangeRequest) request;
                yield ruled(rules.fault(range), () -> kv.range(range));
            }
            case PUT -> {
                PutRequest put = (PutRequest) request;
                yield ruled(rules.fault(put), () -> kv.put(put));
            }
            case DELETE -> {
                DeleteRangeRequest delete = (DeleteRangeRequest) request;
                yield ruled(rules.fault(delete), () -> kv.delete(delete));
            }
            case TXN -> {
                TxnRequest txn = (TxnRequest) request;
                yield ruled(rules.fault(txn), () -> kv.txn(txn));
            }
            case COMPACT -> {
                CompactionRequest compaction = (CompactionRequest) request;
                Answer<?> answer = kv.compact(compaction);
                if (answer instanceof Answer.Ok) {
                    compactions.add(compaction.getRevision());
                }
                yield answer.map(Message.class::cast);
            }
            case GRANT -> leases.grant((LeaseGrantRequest) request);
            case REVOKE -> leases.revoke((LeaseRevokeRequest) request);
            case KEEP_ALIVE -> leases.keepAlive((LeaseKeepAliveRequest) request);
            case TIME_TO_LIVE -> leases.timeToLive((LeaseTimeToLiveRequest) request);
            case LEASES -> leases.list();
            default -> throw new IllegalArgumentException(kind + " has no one answer");
        };
    }

    private static <T extends Message> Answer<T> ruled(Optional<EtcdError> fault, Supplier<Answer<T>> otherwise) {
        return fault.<Answer<T>>map(Answer::refused).orElseGet(otherwise);
    }

    /** How many changes are kept: all after the last compaction, and up to it the newest of each key unless it is an older delete. */
    long recordCount() {
        long compacted = history.compacted();
        Map<ByteString, Event> newest = new HashMap<>();
        long count = 0;
        for (long main = 2; main <= history.revision(); main++) {
            if (main > compacted) {
                count += history.changesOf(main).size();
            } else {
                history.changesOf(main)
                        .forEach(change -> newest.put(change.getKv().getKey(), change));
            }
        }
        return count
                + newest.values().stream()
                        .filter(change -> change.getType() == Event.EventType.PUT
                                || change.getKv().getModRevision() == compacted)
                        .count();
    }

    /**
     * What is wrong with an answer about hashes. A hash at a revision that was once compacted at may be the one from before that
     * compaction, if this member made it and still has it.
     */
    Optional<String> faultOf(HashKVRequest request, Answer<? extends Message> answer) {
        long at = request.getRevision() == 0 ? history.revision() : request.getRevision();
        if (answer instanceof Answer.Refused<?> refused) {
            EtcdError expected = at > history.revision() ? EtcdError.FUTURE_REVISION : EtcdError.COMPACTED;
            boolean due = at > history.revision() || at < history.compacted();
            return due && refused.error() == expected ? Optional.empty() : Optional.of("refused " + refused.error());
        }
        HashKVResponse response = (HashKVResponse) ((Answer.Ok<?>) answer).value();
        long compacted = response.getCompactRevision();
        boolean kept = compactions.contains(at) && compactions.contains(compacted) && compacted < at;
        if (at > history.revision() || (!kept && (compacted != history.compacted() || at < compacted))) {
            return Optional.of("a hash at " + at + " of a store compacted at " + compacted);
        }
        if (response.getHeader().getRevision() != history.revision() || response.getHashRevision() != at) {
            return Optional.of("other revisions than " + history.revision() + " and " + at);
        }
        int hash = ReferenceHash.of(history, at, compacted);
        return response.getHash() == hash
                ? Optional.empty()
                : Optional.of("another hash than " + Integer.toUnsignedString(hash));
    }
}
