/** Reads from a copy: whether they keep what the mode promises while the watch is held, cut and late. */
@NullMarked
package io.fairlead.jcache.near;

import org.jspecify.annotations.NullMarked;
