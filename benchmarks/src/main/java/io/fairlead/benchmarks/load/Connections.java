package io.fairlead.benchmarks.load;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthenticateRequest;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The channels of a run, one TCP connection each, in turn over the endpoints. Answers are handed over on the thread that read
 * them: nothing is to stand between the wire and the clock.
 */
final class Connections implements AutoCloseable {
    private static final int STATUS_SECONDS = 5;

    private final List<ManagedChannel> opened = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();

    private Connections() {}

    /** @throws LoadFailure if no endpoint answers, or the user is refused */
    static Connections open(Target target, LoadPlan plan) {
        Connections connections = new Connections();
        try {
            connections.connect(target, plan);
        } catch (StatusRuntimeException e) {
            connections.close();
            throw new LoadFailure("refused by " + target + ": " + e.getStatus(), e);
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
        return connections;
    }

    private void connect(Target target, LoadPlan plan) {
        List<String> endpoints = plan.leaderOnly() ? List.of(leader(target)) : target.endpoints();
        for (int i = 0; i < plan.connections(); i++) {
            for (String endpoint : endpoints) {
                channels.add(authenticated(target, channel(target, endpoint)));
            }
        }
    }

    int count() {
        return channels.size();
    }

    /** The channel of a slot: always the same one. */
    Channel of(int slot) {
        return channels.get(slot % channels.size());
    }

    private ManagedChannel channel(Target target, String endpoint) {
        URI uri = Target.uri(endpoint);
        ManagedChannel channel = Grpc.newChannelBuilderForAddress(
                        uri.getHost(), uri.getPort(), target.credentials(endpoint))
                .directExecutor()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .disableRetry()
                .build();
        opened.add(channel);
        return channel;
    }

    private static Channel authenticated(Target target, Channel channel) {
        if (target.user().isEmpty()) {
            return channel;
        }
        String user = target.user().get();
        int colon = user.indexOf(':');
        String token = AuthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(STATUS_SECONDS, TimeUnit.SECONDS)
                .authenticate(AuthenticateRequest.newBuilder()
                        .setName(user.substring(0, colon))
                        .setPassword(user.substring(colon + 1))
                        .build())
                .getToken();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private String leader(Target target) {
        String failures = "";
        for (String endpoint : target.endpoints()) {
            try {
                StatusResponse status = MaintenanceGrpc.newBlockingStub(
                                authenticated(target, channel(target, endpoint)))
                        .withDeadlineAfter(STATUS_SECONDS, TimeUnit.SECONDS)
                        .status(StatusRequest.getDefaultInstance());
                if (status.getHeader().getMemberId() == status.getLeader()) {
                    return endpoint;
                }
            } catch (StatusRuntimeException e) {
                failures += "; " + endpoint + ": " + e.getStatus();
            }
        }
        throw new LoadFailure("none of the endpoints leads" + failures);
    }

    @Override
    public void close() {
        opened.forEach(ManagedChannel::shutdownNow);
        opened.forEach(Connections::awaitEnd);
    }

    private static void awaitEnd(ManagedChannel channel) {
        try {
            channel.awaitTermination(STATUS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
