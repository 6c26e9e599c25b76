package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchEvent.EventType;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

@OneAndThreeMembers
class JetcdWatchTest extends JetcdBench {
    private final Heard heard = new Heard();

    @Test
    void watch_prefix_seesEveryChangeInOrderWithTheFormerPair() throws InterruptedException {
        put("seen/a", "0");
        watch("seen/", created().withPrevKV(true), heard);
        heard.awaitCreated();
        put("seen/a", "1");
        put("other", "x");
        put("seen/b", "2");
        get(jetcd.getKVClient()
                .delete(bytes("seen/"), DeleteOption.builder().isPrefix(true).build()));

        List<WatchEvent> events = heard.events(4);

        assertThat(events)
                .extracting(Heard::show)
                .containsExactly("PUT seen/a=1", "PUT seen/b=2", "DELETE seen/a=", "DELETE seen/b=");
        assertThat(events)
                .extracting(event -> text(event.getPrevKV().getValue()))
                .containsExactly("0", "", "1", "2");
        assertThat(events.get(2).getKeyValue().getModRevision())
                .isEqualTo(events.get(3).getKeyValue().getModRevision());
    }

    @Test
    void watch_fromARevisionThatIsPast_seesHistoryAndThenTheNew() throws InterruptedException {
        long first = put("past/a", "1");
        put("past/a", "2");
        watch("past/", WatchOption.builder().withRevision(first), heard);
        assertThat(heard.shown(2)).containsExactly("PUT past/a=1", "PUT past/a=2");

        put("past/a", "3");

        assertThat(heard.shown(1)).containsExactly("PUT past/a=3");
    }

    @Test
    void watch_filtered_seesOnlyTheOtherKind() throws InterruptedException {
        watch("only/", created().withNoPut(true), heard);
        heard.awaitCreated();
        put("only/a", "1");
        get(jetcd.getKVClient().delete(bytes("only/a")));

        assertThat(heard.events(1)).extracting(WatchEvent::getEventType).containsExactly(EventType.DELETE);
    }

    @Test
    void watch_fromACompactedRevision_isToldTheOldestThatIsThere() throws InterruptedException {
        long first = put("compacted/a", "1");
        long second = put("compacted/a", "2");
        get(jetcd.getKVClient().compact(second));

        watch("compacted/", WatchOption.builder().withRevision(first), heard);

        assertThat(heard.error())
                .isInstanceOfSatisfying(
                        CompactedException.class,
                        compacted ->
                                assertThat(compacted.getCompactedRevision()).isEqualTo(second));
    }

    @Test
    void requestProgress_caughtUpWatcher_isToldTheRevision() throws InterruptedException {
        long revision = put("progress/other", "1");
        Watcher watcher = watch("progress/a", created(), heard);
        heard.awaitCreated();
        watcher.requestProgress();

        WatchResponse progress = heard.response();

        assertThat(progress.isProgressNotify()).isTrue();
        assertThat(progress.getHeader().getRevision()).isGreaterThanOrEqualTo(revision);
    }

    @Test
    void close_ofOneWatcher_leavesTheOthersOfTheClient() throws InterruptedException {
        Heard other = new Heard();
        watch("shared/a", created(), other);
        other.awaitCreated();
        Watcher closed = watch("shared/", created(), heard);
        heard.awaitCreated();
        closed.close();

        put("shared/a", "1");

        assertThat(other.shown(1)).containsExactly("PUT shared/a=1");
        assertThat(closed.isClosed()).isTrue();
    }

    private Watcher watch(String prefix, WatchOption.Builder option, Heard listener) {
        return opened(jetcd.getWatchClient()
                .watch(bytes(prefix), option.isPrefix(true).build(), listener));
    }

    private static WatchOption.Builder created() {
        return WatchOption.builder().withCreateNotify(true);
    }
}
