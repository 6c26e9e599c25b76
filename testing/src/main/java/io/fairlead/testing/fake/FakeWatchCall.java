package io.fairlead.testing.fake;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.testing.fake.WatchFeed.Piece;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stream of watchers. On the loop of its fake. */
final class FakeWatchCall extends ScriptedStream {
    private static final long EVERY_WATCHER = -1;

    private final Map<Long, WatchFeed> watchers = new LinkedHashMap<>();
    private long nextId;

    FakeWatchCall(FakeMember member, Exchange exchange) {
        super(member, exchange);
        member.joined(this);
    }

    @Override
    public void gone() {
        super.gone();
        member().left(this);
    }

    int countWatchers() {
        return exchange().isOver() ? 0 : watchers.size();
    }

    @Override
    MessageLite blank() {
        return response(0).build();
    }

    @Override
    MessageLite parse(byte[] message) {
        try {
            return WatchRequest.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("not a watch request", e);
        }
    }

    @Override
    void handle(MessageLite message) {
        WatchRequest request = (WatchRequest) message;
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(request.getCreateRequest());
            case CANCEL_REQUEST -> {
                long id = request.getCancelRequest().getWatchId();
                if (watchers.remove(id) != null) {
                    send(response(id).setCanceled(true).build());
                }
            }
            case PROGRESS_REQUEST -> {
                if (!member().leaderless) {
                    send(response(EVERY_WATCHER).build());
                }
            }
            case REQUESTUNION_NOT_SET -> {}
        }
    }

    private void create(WatchCreateRequest wish) {
        Optional<EtcdError> refusal = cluster().logins.refusal(exchange().header("token"));
        if (refusal.isEmpty()) {
            refusal = Optional.ofNullable(cluster().watchRefusals.poll());
        }
        long id = wish.getWatchId() == 0 ? nextId() : wish.getWatchId();
        if (refusal.isPresent()) {
            send(response(id)
                    .setCreated(true)
                    .setCanceled(true)
                    .setCancelReason(goText(refusal.get()))
                    .build());
            return;
        }
        long revision = cluster().store.revision();
        long first = wish.getStartRevision() > 0 ? wish.getStartRevision() : revision + 1 - cluster().createdAhead;
        watchers.put(id, new WatchFeed(wish, id, first));
        send(response(id).setCreated(true).build());
        if (!member().leaderless) {
            feed();
        }
    }

    private long nextId() {
        while (watchers.containsKey(nextId)) {
            nextId++;
        }
        return nextId++;
    }

    /** Sends each watcher what it has not been told. */
    void feed() {
        for (WatchFeed watcher : new ArrayList<>(watchers.values())) {
            if (watcher.next() < cluster().store.compacted()
                    && watcher.next() <= cluster().store.revision()) {
                watchers.remove(watcher.id());
                send(response(watcher.id())
                        .setCanceled(true)
                        .setCompactRevision(cluster().store.compacted())
                        .setCancelReason(goText(EtcdError.COMPACTED))
                        .build());
                continue;
            }
            for (Piece piece : watcher.take(cluster())) {
                List<Event> events = piece.events();
                send(response(watcher.id())
                        .setFragment(piece.more())
                        .addAllEvents(events)
                        .build());
            }
        }
    }

    /** Tells the watchers that asked for it how far they are. */
    void progress() {
        feed();
        watchers.values().stream()
                .filter(WatchFeed::wantsProgress)
                .map(watcher -> response(watcher.id()).build())
                .toList()
                .forEach(this::send);
    }

    /** Cancels all watchers. */
    void cancelAll(String reason) {
        List<Long> ids = new ArrayList<>(watchers.keySet());
        watchers.clear();
        ids.forEach(id ->
                send(response(id).setCanceled(true).setCancelReason(reason).build()));
    }

    private WatchResponse.Builder response(long id) {
        return WatchResponse.newBuilder().setHeader(cluster().header(member())).setWatchId(id);
    }

    /** The text of a condition as etcd writes it into a reason. */
    static String goText(EtcdError error) {
        String code = switch (error.code()) {
            case PERMISSION_DENIED -> "PermissionDenied";
            case UNAUTHENTICATED -> "Unauthenticated";
            case INVALID_ARGUMENT -> "InvalidArgument";
            case OUT_OF_RANGE -> "OutOfRange";
            case UNAVAILABLE -> "Unavailable";
            default -> throw new IllegalArgumentException("no reason for a watch to end: " + error);
        };
        return "rpc error: code = " + code + " desc = " + error.text();
    }
}
