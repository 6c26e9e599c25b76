package io.fairlead.client;

import io.fairlead.api.cluster.Cluster;
import io.fairlead.api.cluster.ClusterMember;
import io.fairlead.api.concurrency.Recipes;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.lease.Leases;
import io.fairlead.api.maintenance.Maintenance;
import io.fairlead.api.watch.Watches;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.CallsUnderWay;
import io.fairlead.client.call.TokenSource;
import io.fairlead.client.cluster.RemoteCluster;
import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.EndpointSource;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.endpoint.LeaderView;
import io.fairlead.client.kv.RemoteKv;
import io.fairlead.client.lease.KeepAlives;
import io.fairlead.client.lease.RandomIds;
import io.fairlead.client.lease.RemoteLeases;
import io.fairlead.client.maintenance.RemoteMaintenance;
import io.fairlead.client.recipe.ClientRecipes;
import io.fairlead.client.recipe.session.Sessions;
import io.fairlead.client.watch.RemoteWatches;
import io.fairlead.client.watch.WatchMux;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A client of a Fairlead or etcd cluster.
 *
 * <pre>{@code
 * try (FairleadClient client = FairleadClient.connect("http://10.0.0.1:2379", "http://10.0.0.2:2379")) {
 *     client.kv().put("greeting", "hello");
 * }
 * }</pre>
 *
 * <p>Building it does no input or output and cannot fail for lack of a member: connections are made by the first calls. Every
 * call ends within the deadline. Safe to share between threads; make one and keep it.
 */
public final class FairleadClient implements AutoCloseable {
    private final ClientParts parts;
    private final Caller caller;

    /** False for a view made by {@link #withDeadline}. */
    private final boolean owner;

    private FairleadClient(ClientParts parts, Caller caller, boolean owner) {
        this.parts = parts;
        this.caller = caller;
        this.owner = owner;
    }

    /** A client of these endpoints with the defaults; see {@link Builder#endpoints(String...)}. */
    public static FairleadClient connect(String... endpoints) {
        return builder().endpoints(endpoints).build();
    }

    /** Starts the configuration of a client. */
    public static Builder builder() {
        return new Builder();
    }

    /** Keys and values. */
    public Kv kv() {
        return new RemoteKv(caller);
    }

    /** Changes of keys, as they happen. */
    public Watches watches() {
        return new RemoteWatches(caller, parts.mux());
    }

    /** Leases, and the keep-alives of those that shall live on. */
    public Leases leases() {
        return new RemoteLeases(caller, parts.keepAlives(), parts.leaseIds());
    }

    /** What processes agree on through the store: sessions and all that hangs on them. */
    public Recipes recipes() {
        return new ClientRecipes(leases(), parts.sessions());
    }

    /** Who the members are. */
    public Cluster cluster() {
        return new RemoteCluster(caller);
    }

    /** Care of single members. */
    public Maintenance maintenance() {
        return new RemoteMaintenance(caller);
    }

    /**
     * This client with another deadline: a view that shares connections and threads. Closing the view does nothing; close the
     * client it was made from.
     */
    public FairleadClient withDeadline(Duration deadline) {
        return new FairleadClient(parts, caller.withDeadline(deadline), false);
    }

    /** The deadline of every call. */
    public Duration deadline() {
        return caller.deadline();
    }

    /** The endpoints that calls go to. */
    public List<String> endpoints() {
        return parts.endpoints().all().stream().map(Endpoint::name).toList();
    }

    /**
     * Asks the cluster for its members and takes the client URLs of those that have started and vote as the new endpoints. If
     * there are none, the old ones stay.
     *
     * @return the endpoints from now on
     */
    public List<String> syncEndpoints() {
        List<String> urls = cluster().members().members().stream()
                .filter(member -> member.hasStarted() && !member.learner())
                .map(ClusterMember::clientUrls)
                .flatMap(List::stream)
                .toList();
        parts.endpoints().replace(urls);
        return endpoints();
    }

    /**
     * Ends open sessions (their leases are revoked, for which it waits up to a second), releases leases that are kept alive,
     * breaks off calls that are under way and ends watches (they fail with {@link io.fairlead.api.ClientClosedException}), closes the connections
     * and ends the client's threads, in this order. An executor given to the builder is left alone. Closing twice does nothing.
     */
    @Override
    public void close() {
        if (owner) {
            parts.close();
        }
    }

    /** Collects the configuration. Not safe to share between threads. */
    public static final class Builder {
        private EndpointSource endpoints = EndpointSource.of(List.of());
        private Duration deadline = ClientConfig.DEFAULT_DEADLINE;
        private int maxRequestBytes = ClientConfig.DEFAULT_MAX_REQUEST_BYTES;
        private int maxResponseBytes = ClientConfig.DEFAULT_MAX_RESPONSE_BYTES;
        private Optional<Tls> tls = Optional.empty();
        private Optional<Executor> executor = Optional.empty();

        private Builder() {}

        /**
         * Where the members are: {@code http://host:port}, {@code https://host:port}, {@code host:port}, which means https once
         * {@link #tls} was given and http otherwise, or {@code inprocess:NAME} for an embedded server in this JVM.
         */
        public Builder endpoints(String... urls) {
            return endpoints(List.of(urls));
        }

        /** As {@link #endpoints(String...)}. */
        public Builder endpoints(List<String> urls) {
            endpoints = EndpointSource.of(urls);
            return this;
        }

        /** Who tells where the members are. */
        public Builder endpoints(EndpointSource source) {
            endpoints = source;
            return this;
        }

        /** How connections to https endpoints are secured; if not set, whom the JVM trusts is trusted. */
        public Builder tls(Tls newTls) {
            tls = Optional.of(newTls);
            return this;
        }

        /** Time for each call with all its tries; five seconds if not set. */
        public Builder deadline(Duration newDeadline) {
            deadline = newDeadline;
            return this;
        }

        /** Largest request that is sent, in bytes; two mebibytes if not set, as with etcd's client. */
        public Builder maxRequestBytes(int bytes) {
            maxRequestBytes = bytes;
            return this;
        }

        /** Largest answer that is taken, in bytes; without limit if not set, as with etcd's client. */
        public Builder maxResponseBytes(int bytes) {
            maxResponseBytes = bytes;
            return this;
        }

        /** Where futures complete and answers are read. It stays the caller's: the client does not shut it down. */
        public Builder executor(Executor newExecutor) {
            executor = Optional.of(newExecutor);
            return this;
        }

        /**
         * The client.
         *
         * @throws IllegalArgumentException if there is no endpoint, or one that cannot be read, or a limit is not positive
         */
        public FairleadClient build() {
            ClientConfig config =
                    new ClientConfig(endpoints, deadline, maxRequestBytes, maxResponseBytes, tls, executor);
            Connections connections = new Connections(config);
            try {
                Endpoints opened = new Endpoints(config.endpoints(), connections, System::nanoTime);
                CallsUnderWay underWay = new CallsUnderWay();
                Caller.Context context = new Caller.Context(
                        opened,
                        new LeaderView(),
                        connections.timer(),
                        connections.executor(),
                        config.maxRequestBytes(),
                        underWay,
                        TokenSource.NONE);
                Caller caller = new Caller(context, config.deadline());
                KeepAlives keepAlives = new KeepAlives(
                        caller,
                        connections.ownThreads(),
                        System::nanoTime,
                        () -> ThreadLocalRandom.current().nextDouble());
                WatchMux mux = new WatchMux(
                        caller,
                        new RemoteKv(caller).async(),
                        System::nanoTime,
                        () -> ThreadLocalRandom.current().nextDouble());
                ClientParts parts = new ClientParts(
                        connections,
                        opened,
                        underWay,
                        keepAlives,
                        mux,
                        new RandomIds(new SecureRandom()::nextLong),
                        new Sessions(),
                        new AtomicBoolean());
                return new FairleadClient(parts, caller, true);
            } catch (RuntimeException e) {
                connections.close();
                throw e;
            }
        }
    }
}
