package io.fairlead.client.endpoint;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hands events on to whoever was added. */
public final class EventFan implements EndpointEvents {
    private final List<EndpointEvents> receivers = new CopyOnWriteArrayList<>();

    public void add(EndpointEvents receiver) {
        receivers.add(receiver);
    }

    @Override
    public void wanted() {
        receivers.forEach(EndpointEvents::wanted);
    }

    @Override
    public void up(Endpoint endpoint) {
        receivers.forEach(receiver -> receiver.up(endpoint));
    }

    @Override
    public void down(Endpoint endpoint, String why) {
        receivers.forEach(receiver -> receiver.down(endpoint, why));
    }

    @Override
    public void leaderChanged(long leaderId, long term) {
        receivers.forEach(receiver -> receiver.leaderChanged(leaderId, term));
    }

    @Override
    public void listChanged(List<Endpoint> endpoints) {
        receivers.forEach(receiver -> receiver.listChanged(endpoints));
    }
}
