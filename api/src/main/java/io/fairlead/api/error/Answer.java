package io.fairlead.api.error;

import java.util.function.Function;

/**
 * What came of a request: a value, or a condition from the catalogue. Inside the server a caller's or the cluster's
 * condition travels as a value; exceptions are for broken invariants and the environment.
 */
public sealed interface Answer<T> {
    /** The request was carried out. */
    record Ok<T>(T value) implements Answer<T> {}

    /** The request was refused, or its outcome is not known, as {@link EtcdError} says. */
    record Refused<T>(EtcdError error) implements Answer<T> {}

    static <T> Answer<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Answer<T> refused(EtcdError error) {
        return new Refused<>(error);
    }

    /** The value through {@code change}, or the same refusal. */
    default <R> Answer<R> map(Function<? super T, ? extends R> change) {
        if (this instanceof Ok<T> ok) {
            return ok(change.apply(ok.value()));
        }
        return refused(((Refused<T>) this).error());
    }

    /** What {@code next} makes of the value, or the same refusal. */
    default <R> Answer<R> flatMap(Function<? super T, Answer<R>> next) {
        if (this instanceof Ok<T> ok) {
            return next.apply(ok.value());
        }
        return refused(((Refused<T>) this).error());
    }
}
