/**
 * {@code ./fairlead walkthrough}: a cluster of five processes, built, hurt and healed before your eyes.
 *
 * <p>Every command is shown as a person would type it, run as a process of its own, and its real output is shown below.
 * May touch: processes, a temporary folder, loopback addresses. Loop: the main thread, and a shutdown thread that ends
 * every process this one started. Invariant: what isn't as the story says makes it fail, naming the step. Source: the
 * order of commands follows etcd's own introductions to clustering.
 */
@NullMarked
package io.fairlead.samples.walkthrough;

import org.jspecify.annotations.NullMarked;
