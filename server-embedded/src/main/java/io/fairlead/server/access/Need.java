package io.fairlead.server.access;

import io.fairlead.server.mvcc.KeySpan;

/** One thing that the caller of a request must hold. */
public sealed interface Need {
    /** To be one of the users, whichever. */
    record AnyUser() implements Need {}

    /** The role root. */
    record Admin() implements Need {}

    /** To be this user, or to have the role root. */
    record SelfOrAdmin(String username) implements Need {}

    /** To have this role, or the role root. */
    record HolderOrAdmin(String role) implements Need {}

    /** Permission to read every key of the span. */
    record Read(KeySpan span) implements Need {}

    /** Permission to write every key of the span. */
    record Write(KeySpan span) implements Need {}
}
