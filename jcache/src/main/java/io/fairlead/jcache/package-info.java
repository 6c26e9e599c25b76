/** JSR 107 caches kept in the cluster. */
@NullMarked
package io.fairlead.jcache;

import org.jspecify.annotations.NullMarked;
