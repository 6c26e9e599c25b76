package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What the commands about endpoints share: which endpoints, and asking all of them at once. */
public final class EndpointFlags {
    /** {@code --cluster}. */
    public static final Flag CLUSTER = Flag.bool("cluster", "ask every member of the cluster");

    private EndpointFlags() {}

    /** Connections to the endpoints named, or with {@code --cluster} to all members' client URLs. */
    public static Connections connections(Invocation call) {
        Connections named = call.connections();
        if (!call.flags().isOn("cluster")) {
            return named;
        }
        MemberListRequest request =
                MemberListRequest.newBuilder().setLinearizable(true).build();
        List<Endpoint> all = new ArrayList<>();
        for (Member member :
                named.ask(ClusterGrpc.getMemberListMethod(), request).getMembersList()) {
            for (String url : member.getClientURLsList()) {
                all.add(Endpoint.parse(url));
            }
        }
        return call.redirect(all);
    }

    /**
     * Asks all endpoints at the same time, so that several that are down cost one timeout together.
     *
     * @param question must not throw; a failure is part of its answer
     * @return the answers in the order of the endpoints
     */
    static <T> List<T> askAll(List<Endpoint> endpoints, Question<T> question) {
        List<FutureTask<T>> running = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            Callable<T> ask = () -> question.ask(endpoint);
            FutureTask<T> task = new FutureTask<>(ask);
            Thread thread = new Thread(task, "ask-" + endpoint.address());
            thread.setDaemon(true);
            thread.start();
            running.add(task);
        }
        List<T> answers = new ArrayList<>();
        for (FutureTask<T> task : running) {
            try {
                answers.add(task.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while endpoints were asked", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a question to an endpoint broke", e.getCause());
            }
        }
        return answers;
    }

    /** A question to one endpoint. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Endpoint endpoint);
    }
}
