package io.fairlead.client.watch;

import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.pb.etcdserverpb.WatchCancelRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchProgressRequest;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.watch.CompactionPolicy;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.call.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Between the contract of watches and the wire. */
final class WatchMessages {
    static final WatchRequest PROGRESS = WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build();

    private WatchMessages() {}

    /**
     * Parts are always taken, because a revision may be larger than a message; so is progress, because a watch of a quiet range
     * would otherwise stand still in front of the next compaction.
     */
    static WatchRequest create(long id, KeyRange range, WatchOptions options, long start) {
        WatchCreateRequest.Builder create = WatchCreateRequest.newBuilder()
                .setWatchId(id)
                .setKey(Wire.bytes(range.key()))
                .setRangeEnd(Wire.bytes(range.end()))
                .setStartRevision(start)
                .setPrevKv(options.prevKv())
                .setProgressNotify(true)
                .setFragment(true);
        if (filtersAtServer(options)) {
            if (options.noPut()) {
                create.addFilters(WatchCreateRequest.FilterType.NOPUT);
            }
            if (options.noDelete()) {
                create.addFilters(WatchCreateRequest.FilterType.NODELETE);
            }
        }
        return WatchRequest.newBuilder().setCreateRequest(create).build();
    }

    /** Who works out differences has to hear of every change, also of those the receiver does not want. */
    private static boolean filtersAtServer(WatchOptions options) {
        return options.onCompacted() != CompactionPolicy.RESYNC;
    }

    static WatchRequest cancel(long id) {
        return WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                .build();
    }

    static WatchBatch batch(WatchPosition.Changes changes) {
        List<WatchEvent> events = new ArrayList<>(changes.events().size());
        for (Event event : changes.events()) {
            events.add(event(event));
        }
        return new WatchBatch(WatchBatch.Kind.EVENTS, changes.revision(), events);
    }

    private static WatchEvent event(Event event) {
        KeyValue entry = Wire.keyValue(event.getKv());
        Optional<KeyValue> previous =
                event.hasPrevKv() ? Optional.of(Wire.keyValue(event.getPrevKv())) : Optional.empty();
        return new WatchEvent(kind(event), entry, previous);
    }

    private static WatchEvent.Kind kind(Event event) {
        if (event.getType() == Event.EventType.DELETE) {
            return WatchEvent.Kind.DELETED;
        }
        return event.getKv().getVersion() == 1 ? WatchEvent.Kind.CREATED : WatchEvent.Kind.UPDATED;
    }

    /** The batch without the events that are not wanted. */
    static WatchBatch wanted(WatchBatch batch, WatchOptions options) {
        if (!options.noPut() && !options.noDelete()) {
            return batch;
        }
        List<WatchEvent> wanted = batch.events().stream()
                .filter(event -> event.kind() == WatchEvent.Kind.DELETED ? !options.noDelete() : !options.noPut())
                .toList();
        return new WatchBatch(batch.kind(), batch.revision(), wanted);
    }
}
