package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Watch;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a watcher of jetcd was told, in order. */
final class Heard implements Watch.Listener {
    /** Responses and errors. */
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    @Override
    public void onNext(WatchResponse response) {
        heard.add(response);
    }

    @Override
    public void onError(Throwable error) {
        heard.add(error);
    }

    @Override
    public void onCompleted() {}

    WatchResponse response() throws InterruptedException {
        Object next = JetcdBench.next(heard);
        assertThat(next).isInstanceOf(WatchResponse.class);
        return (WatchResponse) next;
    }

    Throwable error() throws InterruptedException {
        Object next = JetcdBench.next(heard);
        assertThat(next).isInstanceOf(Throwable.class);
        return (Throwable) next;
    }

    void awaitCreated() throws InterruptedException {
        assertThat(response().isCreatedNotify()).isTrue();
    }

    void assertNothingElse() {
        assertThat(heard).isEmpty();
    }

    /** The next so many events, however the responses group them. */
    List<WatchEvent> events(int count) throws InterruptedException {
        List<WatchEvent> events = new ArrayList<>();
        while (events.size() < count) {
            events.addAll(response().getEvents());
        }
        assertThat(events).hasSize(count);
        return events;
    }

    /** The next so many events, each as {@code PUT key=value}. */
    List<String> shown(int count) throws InterruptedException {
        return events(count).stream().map(Heard::show).toList();
    }

    static String show(WatchEvent event) {
        return event.getEventType() + " " + event.getKeyValue().getKey().toString(StandardCharsets.UTF_8) + "="
                + event.getKeyValue().getValue().toString(StandardCharsets.UTF_8);
    }
}
