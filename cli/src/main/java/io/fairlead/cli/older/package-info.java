/**
 * The spellings people knew before etcd 3: {@code set}, {@code get}, {@code mk}, {@code update}, {@code rm}, {@code ls},
 * {@code cluster-health} and the older {@code member} commands, with the older words and exit codes.
 *
 * <p>They are spoken over today's wire. The path {@code /a/b} of the older key space is the key {@code /a/b} of ours; a
 * directory is there while keys begin with its path. The index of the older key space is our revision. May touch: what
 * {@code cli.command} may, and the members' health pages. Loop: the main thread. Invariant: each check and the change it
 * guards are one transaction. Source: etcdctl 3.4 and 3.5 with {@code ETCDCTL_API=2}; ADR 0011.
 */
@NullMarked
package io.fairlead.cli.older;

import org.jspecify.annotations.NullMarked;
