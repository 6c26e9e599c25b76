package io.fairlead.jcache.codec;

/**
 * How values of one type are written, within others or alone.
 *
 * @param <T> the type
 */
interface Form<T> {
    /** What says that a value is of this form; never 0. */
    int tag();

    /** What a codec that has this form is called. */
    String name();

    /** Whether equal values have the same bytes, and others have others. */
    boolean canonical();

    /** Writes the body of a value. */
    void write(T value, Sink out);

    /** Reads the body of a value, which is all that is left in the source. */
    T read(Source in);
}
