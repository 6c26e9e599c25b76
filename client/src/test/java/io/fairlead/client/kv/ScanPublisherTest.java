package io.fairlead.client.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScanPublisherTest {
    private final HeldReads kv = new HeldReads();
    private final Heard heard = new Heard();

    @Test
    void subscription_withoutDemand_readsNothing() {
        publish();
        assertThat(kv.reads).isEmpty();
    }

    @Test
    void demandForOne_readsOnePageAndWaits() {
        publish().request(1);
        assertThat(kv.reads).hasSize(1);
        kv.last().answer(true);
        assertThat(heard.pages).hasSize(1);
        assertThat(kv.reads).hasSize(1);
    }

    @Test
    void demandForMany_readsPageAfterPageToTheEnd() {
        publish().request(Long.MAX_VALUE);
        kv.last().answer(true);
        assertThat(kv.reads).hasSize(2);
        kv.last().answer(false);
        assertThat(heard.pages).hasSize(2);
        assertThat(heard.completed).isTrue();
        assertThat(heard.failure).isNull();
    }

    @Test
    void demandFromWithinDelivery_isServed() {
        heard.requestOnEach = true;
        publish().request(1);
        kv.last().answer(true);
        kv.last().answer(true);
        kv.last().answer(false);
        assertThat(heard.pages).hasSize(3);
        assertThat(heard.completed).isTrue();
    }

    @Test
    void cancel_breaksTheReadOffAndSilences() {
        publish().request(5);
        heard.subscription().cancel();
        assertThat(kv.last().answer()).isCancelled();
        heard.subscription().request(1);
        assertThat(kv.reads).hasSize(1);
        assertThat(heard.pages).isEmpty();
        assertThat(heard.failure).isNull();
        assertThat(heard.completed).isFalse();
    }

    @Test
    void failedRead_isTheLastThingHeard() {
        publish().request(5);
        RefusedException denied =
                new RefusedException(EtcdError.PERMISSION_DENIED, Outcome.NOT_APPLIED, List.of(), null);
        kv.last().answer().completeExceptionally(denied);
        assertThat(heard.failure).isSameAs(denied);
        heard.subscription().request(1);
        assertThat(kv.reads).hasSize(1);
    }

    @Test
    void demandForNothing_isAnError() {
        publish().request(0);
        assertThat(heard.failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(kv.reads).isEmpty();
    }

    @Test
    void subscriberThatThrows_getsNothingMore() {
        heard.throwOnEach = true;
        publish().request(5);
        kv.last().answer(true);
        assertThat(heard.pages).hasSize(1);
        assertThat(kv.reads).hasSize(1);
    }

    private Flow.Subscription publish() {
        new ScanPublisher(kv, KeyRange.prefix("a"), ScanOptions.defaults().pageSize(2)).subscribe(heard);
        return heard.subscription();
    }

    private static final class Heard implements Flow.Subscriber<ScanPage> {
        private final List<ScanPage> pages = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable failure;
        private boolean completed;
        private boolean requestOnEach;
        private boolean throwOnEach;

        private Flow.Subscription subscription() {
            if (subscription == null) {
                throw new IllegalStateException("not subscribed");
            }
            return subscription;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(ScanPage page) {
            pages.add(page);
            if (throwOnEach) {
                throw new IllegalStateException("thrown by the test");
            }
            if (requestOnEach) {
                subscription().request(1);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            failure = thrown;
        }

        @Override
        public void onComplete() {
            completed = true;
        }
    }
}
