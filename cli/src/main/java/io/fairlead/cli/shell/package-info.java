/**
 * What the shell gives a command and gets back: streams and environment, the number it ends with, the failure that
 * carries one with its text.
 *
 * <p>May touch: the streams it is given. Loop: none. Invariant: a failure's text is what stands behind {@code Error: }.
 * Source: exit codes as etcdctl 3.5 gives them.
 */
@NullMarked
package io.fairlead.cli.shell;

import org.jspecify.annotations.NullMarked;
