/** The words both sides speak: contracts, values and the wire. */
@NullMarked
package io.fairlead.api;

import org.jspecify.annotations.NullMarked;
