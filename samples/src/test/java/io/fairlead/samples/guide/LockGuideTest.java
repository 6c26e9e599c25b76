package io.fairlead.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.Election;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Observation;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.concurrency.Term;
import io.fairlead.api.kv.Op;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.FairleadExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code that the README and the guide show of locks and elections. */
@Timeout(60)
class LockGuideTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    private final FairleadClient client = cluster.client();
    private Session session;

    /** Stands for what a lock protects outside the store. */
    private final List<Long> storage = new ArrayList<>();

    @BeforeEach
    void openSession() {
        session = client.recipes().openSession(Duration.ofSeconds(10));
    }

    @AfterEach
    void closeSession() {
        session.close();
    }

    @Test
    void lock_protectsByItsToken() {
        DistributedLock lock = client.recipes().lock(session, "locks/report");
        try (LockHold hold = lock.tryAcquire(Duration.ofSeconds(5)).orElseThrow()) {
            storage.add(hold.fencingToken()); // outside the store: it must refuse a token below the largest it has seen
            client.kv()
                    .txn()
                    .when(hold.guard()) // inside the store: nothing is written unless the lock is still held
                    .then(Op.put("report/last", "monday"))
                    .commit();
        }

        assertThat(client.kv().get("report/last")).map(KeyValue::value).contains(Bytes.utf8("monday"));
        assertThat(storage).hasSize(1);
    }

    @Test
    void run_interruptsWhenTheLockIsLost() {
        client.recipes().lock(session, "locks/report").run(hold -> {
            storage.add(hold.fencingToken());
        });

        assertThat(storage).hasSize(1);
    }

    @Test
    void observe_tellsWhoLeads() throws InterruptedException {
        Election election = client.recipes().election(session, "leader/scheduler");
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Observation observed = election.observe(state -> {
            if (state instanceof ElectionState.Leader leader) {
                told.add("led by " + leader.proposal().toUtf8());
            } else {
                told.add("nobody leads since revision " + state.revision());
            }
        }); // until it is closed
        try (observed) {
            assertThat(told.take()).startsWith("nobody leads");

            try (Term term = election.campaign(Bytes.utf8("anna"))) {
                assertThat(told.take()).isEqualTo("led by anna");
                assertThat(term.isCurrent()).isTrue();
            }
            assertThat(told.take()).startsWith("nobody leads");
            assertThat(observed.done()).isNotDone();
        }
    }
}
