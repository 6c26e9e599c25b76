package io.fairlead.server.model;

import io.fairlead.api.pb.etcdserverpb.WatchCancelRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchProgressRequest;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One watch stream over gRPC. */
final class PortWatchers {
    private final int number;
    private final PortSubject.Received<WatchResponse> received = new PortSubject.Received<>();
    private final StreamObserver<WatchRequest> requests;

    /** The trial's number of each watcher, by the server's id. */
    private final Map<Long, Integer> numbers = new TreeMap<>();

    private List<Subject.Told> told = new ArrayList<>();

    PortWatchers(int number, ManagedChannel channel) {
        this.number = number;
        this.requests = WatchGrpc.newStub(channel).watch(received);
    }

    WatchResponse watch(int watcher, WatchCreateRequest request) {
        requests.onNext(WatchRequest.newBuilder().setCreateRequest(request).build());
        WatchResponse created = awaitAnswer(WatchResponse::getCreated);
        if (!created.getCanceled()) {
            numbers.put(created.getWatchId(), watcher);
        }
        return created;
    }

    void cancel(int watcher) {
        long id = numbers.entrySet().stream()
                .filter(entry -> entry.getValue() == watcher)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        requests.onNext(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                .build());
        awaitAnswer(response ->
                response.getCanceled() && response.getWatchId() == id && response.getCompactRevision() == 0);
        numbers.remove(id);
        told.removeIf(response -> response.watcher() == watcher);
    }

    void requestProgress() {
        requests.onNext(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
    }

    List<Subject.Told> takeTold() {
        for (WatchResponse next = received.now(); next != null; next = received.now()) {
            tell(next);
        }
        List<Subject.Told> taken = told;
        told = new ArrayList<>();
        return taken;
    }

    /** Waits for a response; false if none comes. */
    boolean awaitMore() {
        WatchResponse next = received.poll();
        if (next != null) {
            tell(next);
        }
        return next != null;
    }

    private WatchResponse awaitAnswer(Predicate<WatchResponse> isAnswer) {
        while (true) {
            WatchResponse next = received.next();
            if (isAnswer.test(next)) {
                return (WatchResponse) PortSubject.withRevisionAlone(next);
            }
            tell(next);
        }
    }

    private void tell(WatchResponse response) {
        @Nullable Integer watcher = numbers.get(response.getWatchId());
        if (watcher == null && response.getWatchId() != -1) {
            throw new AssertionError("a watcher that is not there is told " + response);
        }
        told.add(new Subject.Told(number, watcher == null ? Subject.Told.WHOLE_STREAM : watcher, (WatchResponse)
                PortSubject.withRevisionAlone(response)));
    }
}
