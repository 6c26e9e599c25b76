/** The client: contracts of the api over gRPC, and the recipes. */
@NullMarked
package io.fairlead.client;

import org.jspecify.annotations.NullMarked;
