/**
 * The log of a member that runs as a process: one JSON object a line, shaped as etcd's.
 *
 * <p>Everything in the JVM that logs (the server through System.Logger and SLF4J, gRPC and Netty) ends in
 * java.util.logging, and that ends here. May touch: standard error, standard output, the files named by {@code
 * --log-outputs}. Loop: whoever logs; a line is written under one lock. Invariant: a line is whole, and it is JSON.
 * Source: zap's output as etcd 3.5 configures it.
 */
@NullMarked
package io.fairlead.cli.log;

import org.jspecify.annotations.NullMarked;
