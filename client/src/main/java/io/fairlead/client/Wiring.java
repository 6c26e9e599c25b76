package io.fairlead.client;

import io.fairlead.client.call.Caller;
import io.fairlead.client.call.CallsUnderWay;
import io.fairlead.client.call.Lane;
import io.fairlead.client.call.Observers;
import io.fairlead.client.call.TokenSource;
import io.fairlead.client.call.Upkeep;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.endpoint.EventFan;
import io.fairlead.client.endpoint.LeaderView;
import io.fairlead.client.endpoint.SourceLookup;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The endpoints of a client and what makes calls to them, put together. */
record Wiring(Endpoints endpoints, CallsUnderWay underWay, Upkeep upkeep, Caller caller) {
    static Wiring of(ClientConfig config, Surroundings surroundings) {
        // Calls need tokens, and to gain one takes a call: its maker is put in when it is there.
        AtomicReference<@Nullable Caller> anonymous = new AtomicReference<>();
        TokenSource tokens = config.credentials()
                .map(who -> who.source(surroundings.executor(), () -> Objects.requireNonNull(anonymous.get())))
                .orElse(TokenSource.NONE);
        EventFan events = new EventFan();
        Endpoints endpoints =
                new Endpoints(Endpoints.atBuild(config.endpoints()), surroundings, surroundings.nanoTime(), events);
        LeaderView leader = new LeaderView(events);
        CallsUnderWay underWay = new CallsUnderWay();
        Upkeep upkeep = Upkeep.of(new Upkeep.Setting(
                endpoints,
                leader,
                new SourceLookup(config.endpoints(), endpoints, surroundings.ownThreads(), surroundings.nanoTime()),
                surroundings.timer(),
                surroundings.executor(),
                tokens,
                config.calls().memberRefresh().orElse(endpoints.all().size() > 1),
                config.deadline()));
        events.add(upkeep);
        events.add(new EndpointNews(config.calls().listeners(), new Lane(surroundings.executor())));
        Caller.Context context = new Caller.Context(
                endpoints,
                leader,
                surroundings.timer(),
                surroundings.executor(),
                config.maxRequestBytes(),
                underWay,
                upkeep,
                new Observers(config.calls().interceptors(), config.calls().metrics()),
                surroundings.random());
        Caller caller = new Caller(context, tokens, config.deadline())
                .with(config.calls().options());
        anonymous.set(caller.anonymous());
        return new Wiring(endpoints, underWay, upkeep, caller);
    }
}
