/** Clusters inside the JVM, with faults, for tests. */
@NullMarked
package io.fairlead.testing;

import org.jspecify.annotations.NullMarked;
