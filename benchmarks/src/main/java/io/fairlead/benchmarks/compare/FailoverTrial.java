package io.fairlead.benchmarks.compare;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.benchmarks.process.LocalCluster;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The leader is killed while puts go on. The gap lasts until the first put that was sent afterwards succeeds: every few
 * milliseconds one goes to each member that is left, so that no put lost with the leader holds up the next, as a patient client's
 * would.
 */
record FailoverTrial(int members) implements Trial {
    private static final long EVERY_MILLIS = 5;
    private static final int BEFORE_THE_KILL = 200;
    private static final int CALL_SECONDS = 2;
    private static final int GAP_SECONDS_MAX = 60;

    @Override
    public String name() {
        return "failover after kill -9 of the leader";
    }

    @Override
    public boolean wantsFreshCluster() {
        return true;
    }

    @Override
    public Sample run(LocalCluster cluster, Consumer<String> progress) throws IOException, InterruptedException {
        try (Plain plain = new Plain(cluster.endpoints())) {
            int leader = leader(plain);
            for (int i = 0; i < BEFORE_THE_KILL; i++) {
                put(plain, i % members, answer -> {});
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            }
            AtomicLong firstSuccess = new AtomicLong();
            CountDownLatch over = new CountDownLatch(1);
            cluster.kill(leader);
            long killed = System.nanoTime();
            long giveUp = killed + TimeUnit.SECONDS.toNanos(GAP_SECONDS_MAX);
            while (over.getCount() > 0) {
                if (System.nanoTime() - giveUp > 0) {
                    throw new IOException("no put succeeded within " + GAP_SECONDS_MAX + " s of the leader's end");
                }
                for (int member = 0; member < members; member++) {
                    if (member != leader) {
                        put(plain, member, now -> {
                            firstSuccess.compareAndSet(0, now);
                            over.countDown();
                        });
                    }
                }
                over.await(EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
            double micros = (firstSuccess.get() - killed) / 1e3;
            return new Sample(Map.of(Metric.GAP, micros), 0, 0);
        }
    }

    private int leader(Plain plain) throws IOException {
        for (int member = 0; member < members; member++) {
            try {
                StatusResponse status = MaintenanceGrpc.newBlockingStub(plain.of(member))
                        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                        .status(StatusRequest.getDefaultInstance());
                if (status.getHeader().getMemberId() == status.getLeader()) {
                    return member;
                }
            } catch (StatusRuntimeException e) {
                throw new IOException("a member does not answer: " + e.getStatus(), e);
            }
        }
        throw new IOException("nobody leads");
    }

    /** @param succeeded told the time if it does */
    private static void put(Plain plain, int member, Consumer<Long> succeeded) {
        PutRequest put = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("bench-failover"))
                .setValue(ByteString.copyFromUtf8("still here"))
                .build();
        KVGrpc.newStub(plain.of(member))
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .put(put, new StreamObserver<PutResponse>() {
                    @Override
                    public void onNext(PutResponse answer) {
                        succeeded.accept(System.nanoTime());
                    }

                    @Override
                    public void onError(Throwable failure) {}

                    @Override
                    public void onCompleted() {}
                });
    }
}
