package io.fairlead.cli.mirror;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.cli.command.KeySpan;
import io.fairlead.cli.render.Ranges;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Copies a range of keys as it is at one revision, and then every change since. What one revision changed is changed in one
 * transaction, unless the destination takes fewer changes at once.
 */
final class Mirror implements AutoCloseable {
    private static final int PAGE = 1000;

    private final Connections source;
    private final Connections destination;
    private final Renaming renaming;
    private final int opsMax;
    private final AtomicLong copied = new AtomicLong();
    private volatile @Nullable WatchStream watch;
    private volatile boolean isClosed;

    Mirror(Connections source, Connections destination, Renaming renaming, int opsMax) {
        this.source = source;
        this.destination = destination;
        this.renaming = renaming;
        this.opsMax = opsMax;
    }

    /** How many keys were written or deleted at the destination. */
    long copied() {
        return copied.get();
    }

    /**
     * Copies until it is closed.
     *
     * @param fromRevision where the changes begin; 0 to copy all keys first
     * @throws CommandFailure if a cluster refuses, or changes were compacted before they were seen
     */
    void run(long fromRevision) {
        long next = fromRevision > 0 ? fromRevision : copyAll() + 1;
        WatchStream changes = new WatchStream(
                source,
                WatchCreateRequest.newBuilder()
                        .setKey(start())
                        .setRangeEnd(end())
                        .setStartRevision(next)
                        .build());
        watch = changes;
        if (isClosed) {
            changes.close();
        }
        Optional<WatchResponse> told = changes.next();
        while (told.isPresent()) {
            WatchResponse response = told.get();
            if (response.getCanceled()) {
                throw new CommandFailure(
                        ExitCode.INTERRUPTED,
                        response.getCompactRevision() != 0
                                ? "etcdserver: mvcc: required revision has been compacted"
                                : response.getCancelReason());
            }
            copy(response.getEventsList());
            told = changes.next();
        }
    }

    /** @return the revision of the keys that were copied */
    private long copyAll() {
        ByteString from = start();
        long revision = 0;
        boolean more = true;
        while (more && !isClosed) {
            RangeResponse page = source.ask(
                    KVGrpc.getRangeMethod(),
                    RangeRequest.newBuilder()
                            .setKey(from)
                            .setRangeEnd(end())
                            .setRevision(revision)
                            .setLimit(PAGE)
                            .build());
            revision = revision == 0 ? page.getHeader().getRevision() : revision;
            List<RequestOp> ops = new ArrayList<>();
            for (KeyValue pair : page.getKvsList()) {
                ops.add(put(pair));
                from = pair.getKey().concat(KeySpan.ZERO);
            }
            send(ops);
            more = page.getMore();
        }
        return revision;
    }

    private void copy(List<Event> events) {
        List<RequestOp> ops = new ArrayList<>();
        long revision = 0;
        for (Event event : events) {
            if (event.getKv().getModRevision() != revision) {
                send(ops);
                ops.clear();
                revision = event.getKv().getModRevision();
            }
            ops.add(event.getType() == Event.EventType.PUT ? put(event.getKv()) : delete(event.getKv()));
        }
        send(ops);
    }

    private RequestOp put(KeyValue pair) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder()
                        .setKey(renaming.of(pair.getKey()))
                        .setValue(pair.getValue()))
                .build();
    }

    private RequestOp delete(KeyValue pair) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(renaming.of(pair.getKey())))
                .build();
    }

    private void send(List<RequestOp> ops) {
        for (int at = 0; at < ops.size(); at += opsMax) {
            List<RequestOp> some = ops.subList(at, Math.min(ops.size(), at + opsMax));
            TxnResponse unused = destination.change(
                    KVGrpc.getTxnMethod(),
                    TxnRequest.newBuilder().addAllSuccess(some).build());
            copied.addAndGet(some.size());
        }
    }

    private ByteString start() {
        return renaming.prefix().isEmpty() ? KeySpan.ZERO : renaming.prefix();
    }

    private ByteString end() {
        return renaming.prefix().isEmpty() ? KeySpan.ZERO : Ranges.prefixEnd(renaming.prefix());
    }

    @Override
    public void close() {
        isClosed = true;
        WatchStream open = watch;
        if (open != null) {
            open.close();
        }
    }
}
