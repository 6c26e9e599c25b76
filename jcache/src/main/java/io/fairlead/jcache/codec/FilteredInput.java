package io.fairlead.jcache.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/**
 * Reads objects whose bytes anybody may have written. A class is judged by its name before it is loaded, so that no code of a
 * class that is not permitted runs, not even what initializes it; proxies are never read. Arrays together have no more elements
 * than the bytes can fill, and nesting ends. What the JVM's own filter rejects stays rejected.
 */
final class FilteredInput extends ObjectInputStream {
    static final String NO_PROXIES = "proxies are neither written nor read";

    /** Far below what the stack of a thread holds. */
    static final int MAX_DEPTH = 256;

    /** Hash tables are made up to so many times larger than the entries that are read, which take a byte each at least. */
    private static final long ELEMENTS_PER_BYTE = 8;

    private final TypeFilter filter;
    private final ClassLoader loader;
    private long elementsLeft;

    FilteredInput(InputStream in, TypeFilter filter, int size, ClassLoader loader) throws IOException {
        super(in);
        this.filter = filter;
        this.loader = loader;
        this.elementsLeft = size * ELEMENTS_PER_BYTE;
        setObjectInputFilter(ObjectInputFilter.merge(this::judge, ObjectInputFilter.Config.getSerialFilter()));
    }

    /** Whether a class of this name, of which it may be an array, is permitted. */
    static boolean permits(TypeFilter filter, String className) {
        String element = className.substring(className.lastIndexOf('[') + 1);
        if (element.length() == className.length()) {
            return filter.permits(className);
        }
        boolean primitive = element.length() == 1;
        return primitive || filter.permits(element.substring(1, element.length() - 1));
    }

    static String refusal(String className) {
        return className + " is neither configured as a type of the cache nor named by the option 'allow'";
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
        if (!permits(filter, type.getName())) {
            throw new InvalidClassException(refusal(type.getName()));
        }
        try {
            return Class.forName(type.getName(), false, loader);
        } catch (ClassNotFoundException e) {
            ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
            if (ofThread == null) {
                throw e;
            }
            return Class.forName(type.getName(), false, ofThread);
        }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
        throw new InvalidClassException(NO_PROXIES);
    }

    private ObjectInputFilter.Status judge(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > MAX_DEPTH) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return ObjectInputFilter.Status.UNDECIDED;
        }
        elementsLeft -= Math.max(info.arrayLength(), 0);
        return elementsLeft >= 0 && permits(filter, type.getName())
                ? ObjectInputFilter.Status.ALLOWED
                : ObjectInputFilter.Status.REJECTED;
    }
}
