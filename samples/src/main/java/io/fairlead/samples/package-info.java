/** Small programs, each run by a test. */
@NullMarked
package io.fairlead.samples;

import org.jspecify.annotations.NullMarked;
