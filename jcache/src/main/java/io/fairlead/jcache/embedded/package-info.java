/**
 * Members of clusters of one, in this JVM: what {@code fairlead:embedded} means. The only room that touches {@code
 * io.fairlead.server}, whose jar a program names as a dependency of its own if it wants this. Members are started and stopped on
 * the threads that open and close managers, one at a time; they run loops of their own.
 *
 * <p>Invariants: of one data directory there is one member in a JVM, shared by all managers that name it and stopped with the
 * last of them; managers that name none share one too, whose data goes with it. A member listens on the loopback address only.
 */
@NullMarked
package io.fairlead.jcache.embedded;

import org.jspecify.annotations.NullMarked;
