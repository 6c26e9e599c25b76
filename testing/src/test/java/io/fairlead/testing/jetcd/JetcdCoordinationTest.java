package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Lock;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.election.CampaignResponse;
import io.etcd.jetcd.election.LeaderKey;
import io.etcd.jetcd.election.LeaderResponse;
import io.etcd.jetcd.election.NoLeaderException;
import io.etcd.jetcd.election.NotLeaderException;
import io.etcd.jetcd.lock.LockResponse;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import io.fairlead.api.concurrency.DistributedLock;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Recipes;
import io.fairlead.api.concurrency.Session;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

@OneAndThreeMembers
class JetcdCoordinationTest extends JetcdBench {
    private final Client rival = opened(client());
    private final Lock locks = jetcd.getLockClient();
    private final Election elections = jetcd.getElectionClient();

    @Test
    void lock_isHeld_theSecondGetsItAfterUnlock() throws InterruptedException {
        ByteSequence name = bytes("lock/a");
        LockResponse first = get(locks.lock(name, lease(jetcd)));
        CompletableFuture<LockResponse> second = lockAndWait(name, lease(rival));
        assertThat(second).isNotDone();

        get(locks.unlock(first.getKey()));

        LockResponse taken = get(second);
        assertThat(taken.getKey()).isNotEqualTo(first.getKey());
        assertThat(text(taken.getKey())).startsWith("lock/a/");
        get(rival.getLockClient().unlock(taken.getKey()));
    }

    @Test
    void lock_leaseOfItsOwnerEnds_theSecondGetsIt() throws InterruptedException {
        ByteSequence name = bytes("lock/b");
        long lease = lease(jetcd);
        get(locks.lock(name, lease));
        CompletableFuture<LockResponse> second = lockAndWait(name, lease(rival));
        assertThat(second).isNotDone();

        get(jetcd.getLeaseClient().revoke(lease));

        assertThat(text(get(second).getKey())).startsWith("lock/b/");
    }

    @Test
    void lock_twiceWithOneLease_isTheSameLock() throws InterruptedException {
        long lease = lease(jetcd);

        ByteSequence once = get(locks.lock(bytes("lock/c"), lease)).getKey();

        assertThat(get(locks.lock(bytes("lock/c"), lease)).getKey()).isEqualTo(once);
    }

    @Test
    void lock_heldByOurClient_isTheSameLine() throws InterruptedException {
        Recipes recipes = cluster.client().recipes();
        try (Session session = recipes.openSession()) {
            DistributedLock ours = recipes.lock(session, "lock/d");
            LockHold hold = ours.acquire();
            CompletableFuture<LockResponse> theirs = lockAndWait(bytes("lock/d"), lease(rival));
            assertThat(theirs).isNotDone();

            hold.close();

            ByteSequence key = get(theirs).getKey();
            assertThat(ours.tryAcquire()).isEmpty();
            get(rival.getLockClient().unlock(key));
            ours.acquire().close();
        }
    }

    @Test
    void election_oneLeads_theNextFollowsWhenItResigns() throws InterruptedException {
        ByteSequence name = bytes("election/a");
        CampaignResponse first = get(elections.campaign(name, lease(jetcd), bytes("first")));
        assertThat(text(get(rival.getElectionClient().leader(name)).getKv().getValue()))
                .isEqualTo("first");
        BlockingQueue<WatchResponse> candidates = candidates("election/a/");
        CompletableFuture<CampaignResponse> second =
                rival.getElectionClient().campaign(name, lease(rival), bytes("second"));
        next(candidates);
        assertThat(second).isNotDone();

        get(elections.proclaim(first.getLeader(), bytes("still first")));
        assertThat(text(get(elections.leader(name)).getKv().getValue())).isEqualTo("still first");
        get(elections.resign(first.getLeader()));

        LeaderKey leader = get(second).getLeader();
        assertThat(text(leader.getName())).isEqualTo("election/a");
        assertThat(text(get(elections.leader(name)).getKv().getValue())).isEqualTo("second");
        assertThat(failure(elections.proclaim(first.getLeader(), bytes("late"))))
                .isInstanceOf(NotLeaderException.class);
    }

    @Test
    void leader_nobodyCampaigns_isNone() {
        assertThat(failure(elections.leader(bytes("election/b")))).isInstanceOf(NoLeaderException.class);
    }

    @Test
    void observe_seesEachLeader() throws InterruptedException {
        ByteSequence name = bytes("election/c");
        BlockingQueue<String> leaders = new LinkedBlockingQueue<>();
        elections.observe(name, new Election.Listener() {
            @Override
            public void onNext(LeaderResponse response) {
                leaders.add(text(response.getKv().getValue()));
            }

            @Override
            public void onError(Throwable error) {
                leaders.add(error.toString());
            }

            @Override
            public void onCompleted() {
                leaders.add("completed");
            }
        });
        LeaderKey first =
                get(elections.campaign(name, lease(jetcd), bytes("first"))).getLeader();
        assertThat(next(leaders)).isEqualTo("first");
        get(elections.proclaim(first, bytes("louder")));
        assertThat(next(leaders)).isEqualTo("louder");
        get(elections.resign(first));
        get(elections.campaign(name, lease(rival), bytes("second")));
        assertThat(next(leaders)).isEqualTo("second");
    }

    /** Asks for the lock with the other client, and returns when it stands in line. */
    private CompletableFuture<LockResponse> lockAndWait(ByteSequence name, long lease) throws InterruptedException {
        BlockingQueue<WatchResponse> line = candidates(text(name) + "/");
        CompletableFuture<LockResponse> lock = rival.getLockClient().lock(name, lease);
        next(line);
        return lock;
    }

    /** What is put below the prefix from now on: those who stand in line. */
    private BlockingQueue<WatchResponse> candidates(String prefix) throws InterruptedException {
        BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
        rival.getWatchClient()
                .watch(
                        bytes(prefix),
                        WatchOption.builder()
                                .isPrefix(true)
                                .withCreateNotify(true)
                                .withNoDelete(true)
                                .build(),
                        Watch.listener(responses::add));
        assertThat(next(responses).isCreatedNotify()).isTrue();
        return responses;
    }

    private static long lease(Client client) throws InterruptedException {
        Lease leases = client.getLeaseClient();
        return get(leases.grant(600)).getID();
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return catchThrowable(() -> get(future)).getCause();
    }
}
