package io.fairlead.jcache.codec;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** What reflection calls int and the like. */
final class Primitives {
    private Primitives() {}

    /** Integer of int, and so on; other types are themselves. */
    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    /** What a field of this type holds before anything was assigned. */
    static @Nullable Object zero(Class<?> type) {
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
