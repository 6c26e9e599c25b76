/**
 * The alarms that are raised in the cluster: which member has which trouble.
 *
 * <p>Written by the apply loop alone, kept in the backend bucket {@code alarm} in etcd's form; read by anyone as an immutable
 * list. Source: etcd's alarms.
 */
@NullMarked
package io.fairlead.server.alarm;

import org.jspecify.annotations.NullMarked;
