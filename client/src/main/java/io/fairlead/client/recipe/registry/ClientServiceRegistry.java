package io.fairlead.client.recipe.registry;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.Registration;
import io.fairlead.api.concurrency.ServiceChange;
import io.fairlead.api.concurrency.ServiceInstance;
import io.fairlead.api.concurrency.ServiceRegistry;
import io.fairlead.api.concurrency.ServiceView;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.client.call.Blocking;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The registry of one service. */
public final class ClientServiceRegistry implements ServiceRegistry {
    private final RegistryTools tools;
    private final String name;

    public ClientServiceRegistry(RegistryTools tools, String name) {
        this.tools = tools;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Registration register(Session session, ServiceInstance instance) {
        return Blocking.await(registerAsync(session, instance));
    }

    @Override
    public Registration register(ServiceInstance instance, Duration ttl) {
        return Blocking.await(registerAsync(instance, ttl));
    }

    @Override
    public CompletableFuture<Registration> registerAsync(Session session, ServiceInstance instance) {
        return new ClientRegistration(tools, key(instance), new SessionChoice.Given(session), instance).start();
    }

    @Override
    public CompletableFuture<Registration> registerAsync(ServiceInstance instance, Duration ttl) {
        SessionChoice ours = new SessionChoice.Ours(() -> tools.sessions().apply(ttl));
        return new ClientRegistration(tools, key(instance), ours, instance).start();
    }

    @Override
    public List<ServiceInstance> instances() {
        return tools.kv().get(range(), ReadOptions.defaults()).entries().stream()
                .map(entry -> InstanceJson.read(id(entry.key()), entry.value()))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public ServiceView view(Consumer<? super ServiceChange> receiver) {
        return Blocking.await(viewAsync(receiver));
    }

    @Override
    public CompletableFuture<ServiceView> viewAsync(Consumer<? super ServiceChange> receiver) {
        return new ClientServiceView(range(), this::id, receiver).start(tools.kv(), tools.watches());
    }

    private KeyRange range() {
        return KeyRange.prefix(name + "/");
    }

    private Bytes key(ServiceInstance instance) {
        return Bytes.utf8(name + "/" + instance.id());
    }

    private String id(Bytes key) {
        return key.toUtf8().substring(name.length() + 1);
    }
}
