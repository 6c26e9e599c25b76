package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.Cluster;
import io.etcd.jetcd.Maintenance;
import io.etcd.jetcd.cluster.Member;
import io.etcd.jetcd.cluster.MemberAddResponse;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.maintenance.SnapshotResponse;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.fairlead.testing.TestMember;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The cluster and maintenance clients. */
@OneAndThreeMembers
class JetcdOperationsTest extends JetcdBench {
    private static final int DIGEST_SIZE = 32;
    private static final int PAGE_SIZE = 512;

    /** Asks the leader: jetcd lists what the member it reaches knows, and the others may know a moment later. */
    private final Cluster members = opened(
                    Client.builder().endpoints(cluster.leader().endpoint()).build())
            .getClusterClient();

    private final Maintenance maintenance = jetcd.getMaintenanceClient();

    @Test
    void listMember_namesAllWithTheirUrls() throws InterruptedException {
        List<Member> listed = get(members.listMember()).getMembers();

        assertThat(listed)
                .extracting(Member::getName)
                .containsExactlyInAnyOrderElementsOf(
                        cluster.members().stream().map(TestMember::name).toList());
        assertThat(listed)
                .flatExtracting(Member::getClientURIs)
                .extracting(URI::toString)
                .containsExactlyInAnyOrderElementsOf(endpoints());
        assertThat(listed).noneMatch(Member::isLearner);
    }

    @Test
    void addMember_learner_isAddedUpdatedNotPromotedAndRemoved() throws InterruptedException {
        MemberAddResponse added = get(addWhenAllAreConnected(List.of(URI.create("http://127.0.0.1:9"))));
        long id = added.getMember().getId();
        try {
            assertThat(added.getMember().isLearner()).isTrue();
            assertThat(added.getMembers()).hasSize(size + 1);
            assertRefused(
                    members.addMember(
                            List.of(URI.create("http://127.0.0.1:9"), URI.create("http://127.0.0.1:11")), true),
                    ErrorCode.FAILED_PRECONDITION,
                    "etcdserver: Peer URLs already exists");
            assertRefused(
                    members.promoteMember(id),
                    ErrorCode.FAILED_PRECONDITION,
                    "etcdserver: can only promote a learner member which is in sync with leader");
            get(members.updateMember(id, List.of(URI.create("http://127.0.0.1:10"))));
            assertThat(get(members.listMember()).getMembers())
                    .filteredOn(member -> member.getId() == id)
                    .singleElement()
                    .satisfies(member ->
                            assertThat(member.getPeerURIs()).containsExactly(URI.create("http://127.0.0.1:10")))
                    .matches(Member::isLearner);
        } finally {
            get(members.removeMember(id));
        }
        assertThat(get(members.listMember()).getMembers()).hasSize(size);
        assertRefused(members.removeMember(id), ErrorCode.NOT_FOUND, "etcdserver: member not found");
    }

    /** A cluster takes nobody in before its members have been connected for some seconds. */
    private CompletableFuture<MemberAddResponse> addWhenAllAreConnected(List<URI> peers) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            CompletableFuture<MemberAddResponse> added = members.addMember(peers, true);
            Throwable refusal = added.handle((ok, failure) -> failure)
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            if (refusal == null || !refusal.getMessage().contains("unhealthy cluster") || System.nanoTime() > end) {
                return added;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Test
    void status_ofEachMember_agreesOnTheLeader() throws InterruptedException {
        long leader = cluster.leader().id();
        for (String endpoint : endpoints()) {
            StatusResponse status = get(maintenance.statusMember(endpoint));

            assertThat(status.getVersion()).startsWith("3.");
            assertThat(status.getLeader()).isEqualTo(leader);
            assertThat(status.getRaftTerm()).isPositive();
            assertThat(status.getRaftAppliedIndex()).isPositive().isLessThanOrEqualTo(status.getRaftIndex());
            assertThat(status.getDbSize()).isPositive();
            assertThat(status.getDbSizeInUse()).isPositive().isLessThanOrEqualTo(status.getDbSize());
            assertThat(status.getErrorList()).isEmpty();
            assertThat(status.isLearner()).isFalse();
        }
    }

    @Test
    void hashKv_atOneRevision_isTheSameOnAllMembers() throws InterruptedException {
        put("hash/a", "1");
        long revision = put("hash/a", "2");
        // A linearizable read through each member: afterwards each has applied the revision.
        cluster.awaitReady();

        int expected = get(maintenance.hashKV(endpoints().get(0), revision)).getHash();

        assertThat(expected).isNotZero();
        for (String endpoint : endpoints()) {
            assertThat(get(maintenance.hashKV(endpoint, revision)).getHash()).isEqualTo(expected);
        }
        assertRefused(
                maintenance.hashKV(endpoints().get(0), revision + 1000),
                ErrorCode.OUT_OF_RANGE,
                "etcdserver: mvcc: required revision is a future revision");
    }

    @Test
    void defragment_eachMember_losesNothing() throws InterruptedException {
        put("defragment/a", "1");
        for (String endpoint : endpoints()) {
            get(maintenance.defragmentMember(endpoint));
        }

        assertThat(get(jetcd.getKVClient().get(bytes("defragment/a"))).getKvs()).hasSize(1);
    }

    @Test
    void snapshot_toAStream_isAWholeDatabaseAndItsDigest() throws Exception {
        put("snapshot/a", "1");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        long written = get(maintenance.snapshot(out));

        byte[] bytes = out.toByteArray();
        assertThat(written).isEqualTo(bytes.length);
        assertDatabaseWithDigest(bytes);
    }

    @Test
    void snapshot_toAnObserver_countsDown() throws Exception {
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        maintenance.snapshot(new StreamObserver<>() {
            private final ByteArrayOutputStream out = new ByteArrayOutputStream();

            @Override
            public void onNext(SnapshotResponse response) {
                out.writeBytes(response.getBlob().toByteArray());
            }

            @Override
            public void onError(Throwable error) {
                received.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {
                received.complete(out.toByteArray());
            }
        });

        assertDatabaseWithDigest(get(received));
    }

    @Test
    void alarms_nothingIsWrong_areNone() throws InterruptedException {
        assertThat(get(maintenance.listAlarms()).getAlarms()).isEmpty();
    }

    private static void assertDatabaseWithDigest(byte[] bytes) throws NoSuchAlgorithmException {
        assertThat(bytes.length % PAGE_SIZE).isEqualTo(DIGEST_SIZE);
        int body = bytes.length - DIGEST_SIZE;
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes, 0, body);
        assertThat(Arrays.copyOfRange(bytes, body, bytes.length)).isEqualTo(digest.digest());
    }
}
