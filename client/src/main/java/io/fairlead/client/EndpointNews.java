package io.fairlead.client;

import io.fairlead.api.call.ClientListener;
import io.fairlead.client.call.Lane;
import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.EndpointEvents;
import java.util.List;
import java.util.function.Consumer;

/** Logs what changes around the client, and tells the user's listeners on a lane of their own. */
final class EndpointNews implements EndpointEvents {
    private static final System.Logger LOG = System.getLogger(FairleadClient.class.getName());

    private final List<ClientListener> listeners;
    private final Lane lane;

    EndpointNews(List<ClientListener> listeners, Lane lane) {
        this.listeners = listeners;
        this.lane = lane;
    }

    @Override
    public void up(Endpoint endpoint) {
        LOG.log(System.Logger.Level.DEBUG, () -> "endpoint " + endpoint + " answers");
        tell(listener -> listener.onEndpointUp(endpoint.name()));
    }

    @Override
    public void down(Endpoint endpoint, String why) {
        LOG.log(System.Logger.Level.INFO, () -> "endpoint " + endpoint + " does not serve: " + why);
        tell(listener -> listener.onEndpointDown(endpoint.name(), why));
    }

    @Override
    public void leaderChanged(long leaderId, long term) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "member " + Long.toHexString(leaderId) + " leads in term " + Long.toUnsignedString(term));
        tell(listener -> listener.onLeaderChange(leaderId, term));
    }

    @Override
    public void listChanged(List<Endpoint> endpoints) {
        List<String> names = endpoints.stream().map(Endpoint::name).toList();
        LOG.log(System.Logger.Level.INFO, () -> "the endpoints are now " + names);
        tell(listener -> listener.onEndpointsChange(names));
    }

    private void tell(Consumer<? super ClientListener> news) {
        // One task for each, so that one that throws does not hide the news from the next.
        listeners.forEach(listener -> lane.execute(() -> news.accept(listener)));
    }
}
