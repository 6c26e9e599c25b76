/**
 * What can be said about bytes without knowing what they mean: checksums and variable-length numbers.
 *
 * <p>The byte slice itself is {@link io.fairlead.api.Bytes}. Pure arithmetic: touches nothing, has no thread and no shared
 * state. Sources: CRC-32C as in RFC 3720 appendix B.4; varints as in the protobuf encoding.
 */
@NullMarked
package io.fairlead.server.bytes;

import org.jspecify.annotations.NullMarked;
