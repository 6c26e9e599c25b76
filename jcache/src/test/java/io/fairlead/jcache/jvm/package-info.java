/**
 * Programs and members of tests in processes of their own, which a test can kill as {@code kill -9} does. They speak with the
 * test by lines. Used by tests of every room; knows only the server and the client.
 */
@NullMarked
package io.fairlead.jcache.jvm;

import org.jspecify.annotations.NullMarked;
