package io.fairlead.cli.render;

import io.fairlead.api.pb.etcdserverpb.StatusResponse;

/** What one endpoint said of itself. */
public record EndpointStatus(String endpoint, StatusResponse status) {}
