/** Codecs: what comes back, what is the same for equal keys, and what must not be read. */
@NullMarked
package io.fairlead.jcache.codec;

import org.jspecify.annotations.NullMarked;
