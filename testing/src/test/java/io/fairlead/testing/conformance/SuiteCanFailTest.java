package io.fairlead.testing.conformance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testing.conformance.ClientUnderTest.Opener;
import io.fairlead.testing.fake.KeyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A suite that cannot fail proves nothing: our client, spoilt in one way each, and the scenarios that object. */
class SuiteCanFailTest {
    private static final String GAP = "watchFromNow_createdThenStreamDies_seesTheWritesOfTheGap";

    /** Our client with something changed. */
    private abstract static class Spoilt implements ClientUnderTest {
        final ClientUnderTest good;

        Spoilt(Settings settings) {
            good = new FairleadUnderTest(settings);
        }

        @Override
        public long put(String key, String value) throws CallFailed {
            return good.put(key, value);
        }

        @Override
        public Optional<String> get(String key) throws CallFailed {
            return good.get(key);
        }

        @Override
        public long delete(String key) throws CallFailed {
            return good.delete(key);
        }

        @Override
        public boolean create(String key, String value) throws CallFailed {
            return good.create(key, value);
        }

        @Override
        public Optional<String> readInTransaction(String key) throws CallFailed {
            return good.readInTransaction(key);
        }

        @Override
        public long grant(long ttlSeconds) throws CallFailed {
            return good.grant(ttlSeconds);
        }

        @Override
        public void revoke(long id) throws CallFailed {
            good.revoke(id);
        }

        @Override
        public AutoCloseable keepAlive(long id, Runnable lost) throws CallFailed {
            return good.keepAlive(id, lost);
        }

        @Override
        public AutoCloseable watch(WatchWish wish, WatchTape tape) throws CallFailed {
            return good.watch(wish, tape);
        }

        @Override
        public void close() {
            good.close();
        }
    }

    /** A client whose watches deliver what is made of each batch. */
    private static Opener watching(UnaryOperator<List<KeyChange>> change) {
        return settings -> new Spoilt(settings) {
            @Override
            public AutoCloseable watch(WatchWish wish, WatchTape tape) throws CallFailed {
                return good.watch(wish, new WatchTape(batch -> tape.batch(change.apply(batch))));
            }
        };
    }

    private static void run(Opener opener, String name) {
        Scenario scenario = Conformance.scenarios().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        Conformance.of(opener).run(scenario);
    }

    @Test
    void client_unspoilt_passes() {
        assertThatCode(() -> run(watching(batch -> batch), GAP)).doesNotThrowAnyException();
    }

    @Test
    void client_losesAnEvent_fails() {
        AtomicInteger count = new AtomicInteger();
        Opener losing = watching(batch -> count.getAndIncrement() == 0 ? List.of() : batch);
        assertThatThrownBy(() -> run(losing, GAP))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("lost");
    }

    @Test
    void client_doublesAnEvent_fails() {
        Opener doubling = watching(batch -> {
            List<KeyChange> twice = new ArrayList<>(batch);
            twice.addAll(batch);
            return twice;
        });
        assertThatThrownBy(() -> run(doubling, GAP))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("too much");
    }

    @Test
    void client_repeatsAWriteOfUnknownOutcome_fails() {
        Opener repeating = settings -> new Spoilt(settings) {
            @Override
            public long put(String key, String value) throws CallFailed {
                try {
                    return good.put(key, value);
                } catch (CallFailed e) {
                    return good.put(key, value);
                }
            }
        };
        assertThatThrownBy(() -> run(repeating, "put_isUnavailable_isNotMadeTwice"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("sent 2 times");
    }

    @Test
    void client_doesNotKeepALease_fails() {
        Opener forgetting = settings -> new Spoilt(settings) {
            @Override
            public AutoCloseable keepAlive(long id, Runnable lost) throws CallFailed {
                AutoCloseable keeping = good.keepAlive(id, lost);
                try {
                    keeping.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return keeping;
            }
        };
        assertThatThrownBy(() -> run(forgetting, "keepAlive_memberLosesItsLeader_leaseNeverExpires"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the lease is gone");
    }
}
