package io.fairlead.client.endpoint;

import java.util.List;

/** A list that never changes. */
record FixedSource(List<Location> locations) implements EndpointSource {
    FixedSource {
        locations = List.copyOf(locations);
    }

    @Override
    public List<Location> locate() {
        return locations;
    }

    @Override
    public boolean isFixed() {
        return true;
    }
}
