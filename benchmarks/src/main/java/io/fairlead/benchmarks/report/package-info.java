/**
 * Results as a page: bars with their spread, drawn as SVG in one HTML file that needs nothing else.
 *
 * <p>May touch: nothing but the JDK. Loops: none. Invariant: what comes from outside is escaped; the same results give the same bytes.
 */
@NullMarked
package io.fairlead.benchmarks.report;

import org.jspecify.annotations.NullMarked;
