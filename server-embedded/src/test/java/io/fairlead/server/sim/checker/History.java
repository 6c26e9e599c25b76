package io.fairlead.server.sim.checker;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients asked about keys and were told, in the order they asked. Two rules make it possible to say afterwards who made a
 * revision: a value is put by one call alone, and a transaction that deletes also puts.
 */
public final class History {
    private final List<Call> calls = new ArrayList<>();

    /** What a call asks. */
    public enum Kind {
        PUT,
        DELETE,
        /** A transaction that may change something, and so goes through the log. */
        TXN,
        READ,
        /** A transaction that only reads. */
        READ_TXN,
        COMPACTION;

        /** Whether a call of this kind may make a revision. */
        public boolean mayChange() {
            return this == PUT || this == DELETE || this == TXN;
        }
    }

    /**
     * A call begins.
     *
     * @param serializable whether an old state is answer enough
     * @param user on whose behalf; empty for nobody in particular
     */
    public Call begin(Kind kind, boolean serializable, String client, String user, Message request, long nowNanos) {
        Call call = new Call(calls.size(), kind, serializable, client, user, request, nowNanos);
        calls.add(call);
        return call;
    }

    public List<Call> calls() {
        return Collections.unmodifiableList(calls);
    }

    /** One call. Until it is answered or refused it may take effect at any time; lost, it may have and may yet. */
    public static final class Call {
        private final int number;
        private final Kind kind;
        private final boolean serializable;
        private final String client;
        private final String user;
        private final Message request;
        private final long startNanos;
        private long endNanos = Long.MAX_VALUE;
        private @Nullable Message response;
        private @Nullable EtcdError error;

        private Call(
                int number,
                Kind kind,
                boolean serializable,
                String client,
                String user,
                Message request,
                long startNanos) {
            this.number = number;
            this.kind = kind;
            this.serializable = serializable;
            this.client = client;
            this.user = user;
            this.request = request;
            this.startNanos = startNanos;
        }

        public void answered(Message with, long nowNanos) {
            response = with;
            endNanos = nowNanos;
        }

        /** Nothing was done, and the error says why. */
        public void refused(EtcdError why, long nowNanos) {
            if (why.outcome() != Outcome.NOT_APPLIED) {
                throw new IllegalArgumentException(why + " leaves open whether something was done");
            }
            error = why;
            endNanos = nowNanos;
        }

        public int number() {
            return number;
        }

        public Kind kind() {
            return kind;
        }

        public boolean isSerializable() {
            return serializable;
        }

        public String client() {
            return client;
        }

        public String user() {
            return user;
        }

        public Message request() {
            return request;
        }

        public long startNanos() {
            return startNanos;
        }

        public long endNanos() {
            return endNanos;
        }

        public boolean isAnswered() {
            return response != null;
        }

        /** Neither answered nor refused: nobody knows. */
        public boolean isOpen() {
            return response == null && error == null;
        }

        /** The answer; only of a call that was answered. */
        public Message response() {
            if (response == null) {
                throw new IllegalStateException("not answered: " + this);
            }
            return response;
        }

        /** Why nothing was done; null unless it was refused. */
        public @Nullable EtcdError error() {
            return error;
        }

        /** The revision in the header of the answer; only of a call that was answered. */
        public long revision() {
            Message told = response();
            return switch (kind) {
                case PUT -> ((PutResponse) told).getHeader().getRevision();
                case DELETE -> ((DeleteRangeResponse) told).getHeader().getRevision();
                case TXN, READ_TXN -> ((TxnResponse) told).getHeader().getRevision();
                case READ -> ((RangeResponse) told).getHeader().getRevision();
                case COMPACTION -> ((CompactionResponse) told).getHeader().getRevision();
            };
        }

        /** Whether it was answered that this call made the revision in the header. */
        public boolean madeRevision() {
            if (response == null) {
                return false;
            }
            return switch (kind) {
                case PUT -> true;
                case DELETE -> ((DeleteRangeResponse) response).getDeleted() > 0;
                case TXN -> changed((TxnResponse) response);
                case READ, READ_TXN, COMPACTION -> false;
            };
        }

        private static boolean changed(TxnResponse txn) {
            for (ResponseOp op : txn.getResponsesList()) {
                boolean changed = switch (op.getResponseCase()) {
                    case RESPONSE_PUT -> true;
                    case RESPONSE_DELETE_RANGE -> op.getResponseDeleteRange().getDeleted() > 0;
                    case RESPONSE_TXN -> changed(op.getResponseTxn());
                    default -> false;
                };
                if (changed) {
                    return true;
                }
            }
            return false;
        }

        /** What was asked, in words that do not change. */
        public Object asked() {
            return new Asked(this);
        }

        @Override
        public String toString() {
            String asked = asked().toString();
            if (response != null) {
                return asked + " answered at revision " + revision();
            }
            return error != null ? asked + " refused as " + error : asked;
        }
    }

    private record Asked(Call call) {
        @Override
        public String toString() {
            Message request = call.request;
            String what = switch (call.kind) {
                case PUT ->
                    ((PutRequest) request).getKey().toStringUtf8() + "="
                            + ((PutRequest) request).getValue().toStringUtf8();
                case COMPACTION -> String.valueOf(((CompactionRequest) request).getRevision());
                case DELETE, TXN, READ, READ_TXN ->
                    TextFormat.printer().emittingSingleLine(true).printToString(request);
            };
            return "#" + call.number + (call.serializable ? " serializable " : " ") + call.kind + " " + what
                    + (call.user.isEmpty() ? "" : " as " + call.user);
        }
    }
}
