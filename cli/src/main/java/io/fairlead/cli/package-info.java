/** The command line: run one member, speak to a cluster. */
@NullMarked
package io.fairlead.cli;

import org.jspecify.annotations.NullMarked;
