/**
 * The {@code snapshot} commands: fetch the state of a member into a file, tell what a file holds, make a data directory of one.
 *
 * <p>May touch: the files and directories that are named; a member through {@code wire}; the server's {@code embed}, which does
 * the work on files. Loop: none. Invariant: a file or directory has its name once it is whole. Source: etcdctl 3.5 and
 * etcdutl.
 */
@NullMarked
package io.fairlead.cli.snapshot;

import org.jspecify.annotations.NullMarked;
