package io.fairlead.benchmarks.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Puts that many watch. An operation is over when its put is answered and every watcher was told, so that a closed loop measures
 * what is delivered, not what is piled up. The value carries when it was due and whose it is.
 */
final class WatchOperation implements Operation {
    private static final ByteString FROM = ByteString.copyFromUtf8("bench-watch/");
    private static final ByteString TO = ByteString.copyFromUtf8("bench-watch0");
    private static final int HEAD_BYTES = 20;
    private static final int MESSAGES_AHEAD = 64;
    private static final int CREATE_SECONDS = 30;

    private final Connections connections;
    private final Endings endings;
    private final int valueBytes;
    private final int watchers;

    /** Which run it is: events of another one's puts are nobody's here. */
    private final long run = System.nanoTime();

    /** For each slot: who is still to be told, and the answer. */
    private final AtomicIntegerArray open;

    private final List<LoadStream<WatchRequest, WatchResponse>> streams = new ArrayList<>();
    private final CountDownLatch created;
    private final SlotCalls<PutRequest, PutResponse> puts = new SlotCalls<>(KVGrpc.getPutMethod(), answer -> true);
    private volatile String broken = "";

    WatchOperation(LoadPlan plan, Connections connections, Endings endings) throws InterruptedException {
        this.connections = connections;
        this.endings = endings;
        this.valueBytes = Math.max(plan.valueBytes(), HEAD_BYTES);
        this.watchers = plan.watchers();
        this.open = new AtomicIntegerArray(plan.outstanding());
        this.created = new CountDownLatch(watchers);
        for (int first = 0; first < watchers; first += plan.watchersPerStream()) {
            openStream(Math.min(plan.watchersPerStream(), watchers - first));
        }
        if (!created.await(CREATE_SECONDS, TimeUnit.SECONDS) || !broken.isEmpty()) {
            close();
            throw new LoadFailure("not all watchers were created: " + broken);
        }
    }

    private void openStream(int count) {
        LoadStream<WatchRequest, WatchResponse> stream = new LoadStream<>(
                connections.of(streams.size()),
                WatchGrpc.getWatchMethod(),
                MESSAGES_AHEAD,
                this::told,
                status -> fail("a watch stream ended: " + status));
        streams.add(stream);
        WatchRequest create = WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(FROM).setRangeEnd(TO))
                .build();
        for (int i = 0; i < count; i++) {
            stream.send(create);
        }
    }

    @Override
    public void start(int slot, long dueNanos) {
        open.set(slot, watchers + 1);
        byte[] value = new byte[valueBytes];
        ByteBuffer.wrap(value).putLong(run).putLong(dueNanos).putInt(slot);
        PutRequest put = PutRequest.newBuilder()
                .setKey(FROM.concat(ByteString.copyFrom(Integer.toString(slot), StandardCharsets.US_ASCII)))
                .setValue(UnsafeByteOperations.unsafeWrap(value))
                .build();
        puts.start(connections.of(slot), slot, put, this::answered);
    }

    private void answered(int slot, Status status) {
        if (status.isOk()) {
            oneLess(slot);
        } else if (open.getAndSet(slot, 0) > 0) {
            // Watchers may be told of it all the same; the slot goes on, and what is late is passed over.
            endings.ended(slot, status);
        }
    }

    private void told(WatchResponse response) {
        if (response.getCanceled()) {
            fail("a watcher was canceled: " + response.getCancelReason());
        } else if (response.getCreated()) {
            created.countDown();
        }
        for (Event event : response.getEventsList()) {
            ByteBuffer value = event.getKv().getValue().asReadOnlyByteBuffer();
            if (value.remaining() >= HEAD_BYTES && value.getLong() == run) {
                endings.delivered(value.getLong());
                oneLess(value.getInt());
            }
        }
    }

    private void fail(String why) {
        broken = why;
        while (created.getCount() > 0) {
            created.countDown();
        }
    }

    private void oneLess(int slot) {
        int left = open.getAndUpdate(slot, count -> Math.max(0, count - 1));
        if (left == 1) {
            endings.ended(slot, Status.OK);
        }
    }

    @Override
    public String broken() {
        return broken;
    }

    @Override
    public void close() {
        streams.forEach(LoadStream::close);
    }
}
