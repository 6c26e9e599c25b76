package io.fairlead.server.node;

import java.nio.file.Path;

/**
 * Where a member keeps what.
 *
 * @param wal the log's segments
 * @param snap etcd's snapshot files
 * @param state the backend's segments
 */
public record NodePaths(Path wal, Path snap, Path state) {}
