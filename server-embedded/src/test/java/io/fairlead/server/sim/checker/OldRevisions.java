package io.fairlead.server.sim.checker;

import com.google.protobuf.Message;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Who asks for an old revision is given it, or told the truth about why not: really compacted, or really of the future. */
final class OldRevisions {
    private final History history;
    private final Shown shown;

    /** Compactions that may have been carried out, by when they were asked for: the highest revision so far. */
    private final List<Compacted> asked = new ArrayList<>();

    /** Those that surely were, by when they were answered. */
    private final List<Compacted> answered = new ArrayList<>();

    private record Compacted(long nanos, long revision) {}

    OldRevisions(History history, Shown shown) {
        this.history = history;
        this.shown = shown;
        for (History.Call call : history.calls()) {
            if (call.kind() == History.Kind.COMPACTION && call.error() == null) {
                long revision = ((CompactionRequest) call.request()).getRevision();
                asked.add(new Compacted(call.startNanos(), revision));
                if (call.isAnswered()) {
                    answered.add(new Compacted(call.endNanos(), revision));
                }
            }
        }
        accumulate(asked);
        accumulate(answered);
    }

    private static void accumulate(List<Compacted> compactions) {
        compactions.sort(Comparator.comparingLong(Compacted::nanos));
        for (int i = 1; i < compactions.size(); i++) {
            Compacted one = compactions.get(i);
            compactions.set(
                    i,
                    new Compacted(
                            one.nanos(),
                            Math.max(one.revision(), compactions.get(i - 1).revision())));
        }
    }

    private static long highestBefore(List<Compacted> compactions, long nanos) {
        long highest = -1;
        for (Compacted one : compactions) {
            if (one.nanos() >= nanos) {
                break;
            }
            highest = one.revision();
        }
        return highest;
    }

    void check() {
        for (History.Call call : history.calls()) {
            long oldest = call.kind() == History.Kind.COMPACTION
                    ? ((CompactionRequest) call.request()).getRevision()
                    : oldest(call.request());
            if (oldest > 0 && oldest != Long.MAX_VALUE) {
                check(call, oldest);
            }
        }
    }

    private void check(History.Call call, long oldest) {
        boolean compacts = call.kind() == History.Kind.COMPACTION;
        long maybeCompacted = highestBefore(asked, call.endNanos());
        if (call.error() == EtcdError.COMPACTED && (compacts ? oldest > maybeCompacted : oldest >= maybeCompacted)) {
            throw new BrokenPromise(
                    "falsely compacted, when nobody asked for more than " + maybeCompacted + ": " + call);
        }
        long newest = compacts ? oldest : newest(call.request());
        if (call.error() == EtcdError.FUTURE_REVISION
                && !call.isSerializable()
                && newest <= shown.before(call.startNanos())) {
            throw new BrokenPromise("falsely of the future: " + call);
        }
        long surelyCompacted = highestBefore(answered, call.startNanos());
        boolean gone = compacts ? oldest <= surelyCompacted : oldest < surelyCompacted;
        // A transaction need not take the branch that reads the past.
        if (call.isAnswered()
                && gone
                && !call.isSerializable()
                && (compacts || call.request() instanceof RangeRequest)) {
            throw new BrokenPromise("carried out although compacted at " + surelyCompacted + ": " + call);
        }
    }

    private static long oldest(Message request) {
        return past(request, Long.MAX_VALUE, true);
    }

    private static long newest(Message request) {
        return past(request, 0, false);
    }

    /** The oldest or newest revision that a request reads by its number. */
    private static long past(Message request, long found, boolean oldest) {
        long far = found;
        if (request instanceof RangeRequest range && range.getRevision() > 0) {
            far = oldest ? Math.min(far, range.getRevision()) : Math.max(far, range.getRevision());
        } else if (request instanceof TxnRequest txn) {
            for (List<RequestOp> branch : List.of(txn.getSuccessList(), txn.getFailureList())) {
                for (RequestOp op : branch) {
                    far = op.hasRequestRange()
                            ? past(op.getRequestRange(), far, oldest)
                            : op.hasRequestTxn() ? past(op.getRequestTxn(), far, oldest) : far;
                }
            }
        }
        return far;
    }
}
