/**
 * What the documents of this project say, held against its sources: code they show is compiled somewhere, tests they name
 * exist.
 *
 * <p>Reads the repository's files, no other. Invariant: whoever renames a test or a method that a document leans on hears of it
 * in the same build.
 */
@NullMarked
package io.fairlead.samples.docs;

import org.jspecify.annotations.NullMarked;
