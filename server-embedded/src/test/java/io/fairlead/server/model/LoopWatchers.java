package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest.FilterType;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.server.watch.WatchEvent;
import io.fairlead.server.watch.WatchLoop;
import io.fairlead.server.watch.WatchOutlet;
import io.fairlead.server.watch.WatchPermit;
import io.fairlead.server.watch.WatchReply;
import io.fairlead.server.watch.WatchSpec;
import io.fairlead.server.watch.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One stream of watchers on a watch loop that is driven by hand. */
final class LoopWatchers {
    private final int number;
    private final WatchLoop loop;
    private final WatchStream stream;

    /** The trial's number of each watcher, by the loop's. */
    private final Map<Long, Integer> numbers = new TreeMap<>();

    /** Answers to requests for a watcher or for its end. */
    private final List<WatchReply> answers = new ArrayList<>();

    private List<Subject.Told> told = new ArrayList<>();

    /** The number of the watcher that is being opened. */
    private int newWatcher;

    private boolean holding;
    private boolean blocked;

    /** @param number of the stream */
    LoopWatchers(int number, WatchLoop loop) {
        this.number = number;
        this.loop = loop;
        if (!(loop.open(new Outlet(), WatchPermit.ALL, 0) instanceof Answer.Ok<WatchStream> opened)) {
            throw new AssertionError("no stream can be opened");
        }
        this.stream = opened.value();
    }

    WatchResponse watch(int watcher, WatchCreateRequest request) {
        stream.create(new WatchSpec(
                bytes(request.getKey()),
                bytes(request.getRangeEnd()),
                request.getStartRevision(),
                request.getPrevKv(),
                request.getProgressNotify(),
                request.getFragment(),
                !request.getFiltersList().contains(FilterType.NOPUT),
                !request.getFiltersList().contains(FilterType.NODELETE),
                0));
        newWatcher = watcher;
        return response(answer());
    }

    void cancel(int watcher) {
        long id = numbers.entrySet().stream()
                .filter(entry -> entry.getValue() == watcher)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        stream.cancel(id);
        WatchReply reply = answer();
        if (reply.kind() != WatchReply.Kind.CANCELED || reply.watchId() != id) {
            throw new AssertionError("the end of watcher " + watcher + " is confirmed by " + reply);
        }
        numbers.remove(id);
        told.removeIf(response -> response.watcher() == watcher);
    }

    int number() {
        return number;
    }

    void requestProgress() {
        stream.requestProgress();
    }

    void hold() {
        holding = true;
    }

    void release() {
        holding = false;
        if (blocked) {
            blocked = false;
            stream.roomAgain();
        }
    }

    boolean isHolding() {
        return holding;
    }

    List<Subject.Told> takeTold() {
        List<Subject.Told> taken = told;
        told = new ArrayList<>();
        return taken;
    }

    private WatchReply answer() {
        while (answers.isEmpty()) {
            if (loop.turn(0) == 0) {
                throw new AssertionError("a request is never answered");
            }
        }
        return answers.remove(0);
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.copyOf(bytes.toByteArray());
    }

    private static WatchResponse response(WatchReply reply) {
        WatchResponse.Builder response = WatchResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(reply.revision()))
                .setWatchId(reply.watchId())
                .setCompactRevision(reply.compactRevision())
                .setCancelReason(reply.cancelReason());
        for (WatchEvent event : reply.events()) {
            try {
                response.addEvents(Event.parseFrom(event.wire()));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }
        return switch (reply.kind()) {
            case CREATED -> response.setCreated(true).build();
            case REFUSED -> response.setCreated(true).setCanceled(true).build();
            case CANCELED -> response.setCanceled(true).build();
            case EVENTS, PROGRESS -> response.build();
        };
    }

    private final class Outlet implements WatchOutlet {
        @Override
        public boolean hasRoom() {
            blocked |= holding;
            return !holding;
        }

        @Override
        public void take(WatchReply reply) {
            switch (reply.kind()) {
                case CREATED -> {
                    numbers.put(reply.watchId(), newWatcher);
                    answers.add(reply);
                }
                case REFUSED -> answers.add(reply);
                case CANCELED -> {
                    if (reply.compactRevision() == 0) {
                        answers.add(reply);
                    } else {
                        tell(reply);
                    }
                }
                case EVENTS, PROGRESS -> tell(reply);
            }
        }

        private void tell(WatchReply reply) {
            Integer watcher = numbers.get(reply.watchId());
            if (watcher == null && reply.watchId() != WatchReply.NO_WATCHER) {
                throw new AssertionError("a watcher that is not there is told " + reply);
            }
            told.add(new Subject.Told(number, watcher == null ? Subject.Told.WHOLE_STREAM : watcher, response(reply)));
        }

        @Override
        public void flush() {}

        @Override
        public void end(EtcdError why) {
            throw new AssertionError("the stream ends: " + why);
        }
    }
}
