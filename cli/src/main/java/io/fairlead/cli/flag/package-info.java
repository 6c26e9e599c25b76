/**
 * What stands after a command: flags as Go's programs read them, so that lines typed for etcdctl and etcd keep their
 * meaning and their complaints.
 *
 * <p>May touch: nothing; it turns words into values. Loop: none, whoever calls. Invariant: a {@link
 * io.fairlead.cli.flag.ParsedFlags} holds a checked value for every declared flag. Source: the behaviour of etcdctl
 * and etcd 3.5 (docs/adr/0010-command-line-flags.md).
 */
@NullMarked
package io.fairlead.cli.flag;

import org.jspecify.annotations.NullMarked;
