@NullMarked
package io.fairlead.server.watch;

import org.jspecify.annotations.NullMarked;
