package io.fairlead.client;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.auth.Auth;
import io.fairlead.api.call.CallInterceptor;
import io.fairlead.api.call.CallOptions;
import io.fairlead.api.call.ClientListener;
import io.fairlead.api.call.ClientMetrics;
import io.fairlead.api.call.Diagnostics;
import io.fairlead.api.call.Routing;
import io.fairlead.api.cluster.Cluster;
import io.fairlead.api.cluster.ClusterMember;
import io.fairlead.api.concurrency.Recipes;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.lease.Leases;
import io.fairlead.api.maintenance.Maintenance;
import io.fairlead.api.watch.Watches;
import io.fairlead.client.auth.RemoteAuth;
import io.fairlead.client.call.Caller;
import io.fairlead.client.cluster.RemoteCluster;
import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.EndpointSource;
import io.fairlead.client.kv.RemoteKv;
import io.fairlead.client.lease.KeepAlives;
import io.fairlead.client.lease.RandomIds;
import io.fairlead.client.lease.RemoteLeases;
import io.fairlead.client.maintenance.RemoteMaintenance;
import io.fairlead.client.namespace.Namespace;
import io.fairlead.client.namespace.NamespacedKv;
import io.fairlead.client.namespace.NamespacedLeases;
import io.fairlead.client.namespace.NamespacedWatches;
import io.fairlead.client.recipe.ClientRecipes;
import io.fairlead.client.recipe.line.LineTools;
import io.fairlead.client.recipe.line.OpenPlaces;
import io.fairlead.client.recipe.session.Sessions;
import io.fairlead.client.watch.RemoteWatches;
import io.fairlead.client.watch.WatchMux;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

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
    /** The key etcd's tools read to see whether a cluster serves; it need not exist. */
    private static final String READY_KEY = "health";

    private final ClientParts parts;
    private final Caller caller;
    private final Namespace namespace;

    /** False for a view made by {@link #with}. */
    private final boolean owner;

    private FairleadClient(ClientParts parts, Caller caller, Namespace namespace, boolean owner) {
        this.parts = parts;
        this.caller = caller;
        this.namespace = namespace;
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
        Kv store = new RemoteKv(caller);
        return namespace.isWholeStore() ? store : new NamespacedKv(store, namespace);
    }

    /** Changes of keys, as they happen. */
    public Watches watches() {
        Watches store = new RemoteWatches(caller, parts.mux());
        return namespace.isWholeStore() ? store : new NamespacedWatches(store, namespace);
    }

    /** Leases, and the keep-alives of those that shall live on. */
    public Leases leases() {
        Leases store = new RemoteLeases(caller, parts.keepAlives(), parts.leaseIds());
        return namespace.isWholeStore() ? store : new NamespacedLeases(store, namespace);
    }

    /** What processes agree on through the store: sessions and all that hangs on them. */
    public Recipes recipes() {
        LineTools line = new LineTools(
                kv(),
                watches(),
                parts.surroundings().executor(),
                parts.surroundings().timer(),
                parts.places(),
                parts.surroundings().random());
        return new ClientRecipes(leases(), parts.sessions(), line);
    }

    /** Users, roles and what they may do. */
    public Auth auth() {
        return new RemoteAuth(caller);
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
        return with(CallOptions.defaults().withDeadline(deadline));
    }

    /**
     * This client with other options: a view that shares connections, threads, and what is known of the members. Closing the
     * view does nothing; close the client it was made from.
     */
    public FairleadClient with(CallOptions options) {
        return new FairleadClient(parts, caller.with(options), namespace, false);
    }

    /**
     * The keys that begin with {@code prefix} as a store of its own: keys, ranges, watches, recipes and the key lists of leases
     * are seen without the prefix, and nothing else can be reached. Revisions stay those of the whole store, and so do members,
     * compaction, users and the ranges that roles permit. Views of a view go further down.
     *
     * <p>A view shares connections and threads. Closing it does nothing; close the client it was made from.
     */
    public FairleadClient namespaced(String prefix) {
        return namespaced(Bytes.utf8(prefix));
    }

    /** As {@link #namespaced(String)}. */
    public FairleadClient namespaced(Bytes prefix) {
        return new FairleadClient(parts, caller, namespace.within(prefix), false);
    }

    /**
     * Waits until the cluster serves: until a linearizable read is answered, or refused for lack of a right, which takes a
     * quorum as well.
     *
     * @throws io.fairlead.api.FairleadException if that takes longer; {@link io.fairlead.api.FairleadException#attempts()} says
     *     what each endpoint answered
     */
    public void awaitReady(Duration longest) {
        try {
            Optional<KeyValue> unused = withDeadline(longest).kv().get(READY_KEY);
        } catch (RefusedException e) {
            if (e.condition() != EtcdError.PERMISSION_DENIED) {
                throw e;
            }
        }
    }

    /** How the client stands now: its endpoints with their health and last failures, and who leads. Asks nobody. */
    public Diagnostics diagnostics() {
        return new Diagnostics(
                parts.endpoints().withReserve().stream().map(Endpoint::state).toList(),
                caller.leader().leader().map(Endpoint::name),
                caller.leader().term(),
                parts.underWay().count(),
                parts.upkeep().notes());
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
     * Tells whoever waits in a line of a lock or an election, ends open sessions (their leases are revoked, for which it waits
     * up to a second), releases leases that are kept alive, breaks off calls that are under way and ends watches (they fail
     * with {@link io.fairlead.api.ClientClosedException}), closes the connections and ends the client's threads, in this order.
     * An executor given to the builder is left alone. Closing twice does nothing.
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
        private CallSettings calls = CallSettings.DEFAULTS;
        private Namespace namespace = Namespace.NONE;
        private Optional<Credentials> credentials = Optional.empty();
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

        /** Keys begin with this prefix, and are seen without it; see {@link FairleadClient#namespaced(String)}. */
        public Builder namespace(String prefix) {
            namespace = new Namespace(Bytes.utf8(prefix));
            return this;
        }

        /** Who the client is; if not set, nobody, or whom its certificate names. */
        public Builder credentials(Credentials who) {
            credentials = Optional.of(who);
            return this;
        }

        /** Who the client is: a user with this password. The array is copied, and may be wiped afterwards. */
        public Builder user(String name, char[] password) {
            return credentials(Credentials.user(name, password));
        }

        /** Time for each call with all its tries; five seconds if not set. */
        public Builder deadline(Duration newDeadline) {
            deadline = newDeadline;
            return this;
        }

        /** Where calls go first; see {@link CallOptions}. */
        public Builder routing(Routing routing) {
            return options(calls.options().withRouting(routing));
        }

        /** Time for one try of a call that may be repeated; see {@link CallOptions}. */
        public Builder tryTimeout(Duration tryTimeout) {
            return options(calls.options().withTryTimeout(tryTimeout));
        }

        private Builder options(CallOptions options) {
            calls = new CallSettings(
                    options, calls.memberRefresh(), calls.interceptors(), calls.metrics(), calls.listeners());
            return this;
        }

        /**
         * Whether the client asks the cluster for its members, after the first answer, every minute, and when an endpoint
         * fails, and goes to their addresses. If not set, it does so where more than one endpoint is given by name.
         *
         * <p>Those addresses are used only if one of the given endpoints is among them, since members behind a proxy or a port
         * mapping advertise what cannot be reached from here. The given endpoints stay in reserve.
         */
        public Builder memberRefresh(boolean on) {
            calls = new CallSettings(
                    calls.options(), Optional.of(on), calls.interceptors(), calls.metrics(), calls.listeners());
            return this;
        }

        /** Sees every try of every call; may be called several times. */
        public Builder interceptor(CallInterceptor interceptor) {
            calls = new CallSettings(
                    calls.options(),
                    calls.memberRefresh(),
                    Stream.concat(calls.interceptors().stream(), Stream.of(interceptor))
                            .toList(),
                    calls.metrics(),
                    calls.listeners());
            return this;
        }

        /** Counts what the client does. */
        public Builder metrics(ClientMetrics metrics) {
            calls = new CallSettings(
                    calls.options(), calls.memberRefresh(), calls.interceptors(), metrics, calls.listeners());
            return this;
        }

        /** Hears of endpoints that come and go, and of leaders; may be called several times. */
        public Builder listener(ClientListener listener) {
            calls = new CallSettings(
                    calls.options(),
                    calls.memberRefresh(),
                    calls.interceptors(),
                    calls.metrics(),
                    Stream.concat(calls.listeners().stream(), Stream.of(listener))
                            .toList());
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
            return build(Connections::new);
        }

        /** The same, in surroundings of one's own. */
        FairleadClient build(Function<ClientConfig, Surroundings> place) {
            ClientConfig config = new ClientConfig(
                    endpoints,
                    deadline,
                    maxRequestBytes,
                    maxResponseBytes,
                    tls,
                    calls,
                    namespace,
                    credentials,
                    executor);
            Surroundings surroundings = place.apply(config);
            try {
                Wiring wiring = Wiring.of(config, surroundings);
                Caller caller = wiring.caller();
                KeepAlives keepAlives = new KeepAlives(
                        caller, surroundings.ownThreads(), surroundings.nanoTime(), surroundings.random());
                WatchMux mux = new WatchMux(
                        caller,
                        surroundings.ownThreads(),
                        new RemoteKv(caller).async(),
                        surroundings.nanoTime(),
                        surroundings.random());
                ClientParts parts = new ClientParts(
                        surroundings,
                        wiring.endpoints(),
                        wiring.underWay(),
                        wiring.upkeep(),
                        keepAlives,
                        mux,
                        new RandomIds(surroundings.leaseIds()),
                        new Sessions(surroundings.nanoTime()),
                        new OpenPlaces(),
                        new AtomicBoolean());
                return new FairleadClient(parts, caller, config.namespace(), true);
            } catch (RuntimeException e) {
                surroundings.close();
                throw e;
            }
        }
    }
}
