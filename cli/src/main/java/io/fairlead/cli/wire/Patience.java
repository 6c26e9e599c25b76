package io.fairlead.cli.wire;

import java.time.Duration;

/**
 * How long a command waits.
 *
 * @param command for one answer
 * @param dial for one connection, where another endpoint could be tried instead
 * @param keepAliveTime how long a connection may be silent before it is probed
 * @param keepAliveTimeout how long the answer to a probe may take
 */
public record Patience(Duration command, Duration dial, Duration keepAliveTime, Duration keepAliveTimeout) {}
