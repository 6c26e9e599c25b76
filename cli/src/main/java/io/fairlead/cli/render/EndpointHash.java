package io.fairlead.cli.render;

import io.fairlead.api.pb.etcdserverpb.HashKVResponse;

/** The hash of its keys that one endpoint told. */
public record EndpointHash(String endpoint, HashKVResponse hash) {}
