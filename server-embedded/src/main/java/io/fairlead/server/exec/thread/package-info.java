/**
 * The production host: one named thread a loop, and the system clock.
 *
 * <p>The only room that starts loop threads, parks them and reads the system clock. A loop that throws is stopped and its
 * failure handler is called: the member then stops as a whole.
 */
@NullMarked
package io.fairlead.server.exec.thread;

import org.jspecify.annotations.NullMarked;
