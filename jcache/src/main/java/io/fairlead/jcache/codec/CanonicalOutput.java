package io.fairlead.jcache.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Writes a key so that equal ones have the same bytes. Java serialization writes an object it meets twice as a reference the
 * second time, so two equal texts and one text twice are different bytes: here whatever equals something that was written
 * already counts as the same. Collections whose order comes from their past are refused.
 */
final class CanonicalOutput extends FilteredOutput {
    /** The form of List.of, Set.of, Map.of and of copies: of sets and maps in an order that each process draws anew. */
    private static final String OF_AND_COPY_OF = "java.util.CollSer";

    /** Equals an ArrayList, and is written otherwise. */
    private static final Class<?> AS_LIST = Arrays.asList().getClass();

    private final Map<Same, Object> written = new HashMap<>();

    CanonicalOutput(OutputStream out, TypeFilter filter) throws IOException {
        super(out, filter);
        enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
        boolean ofAnyOrder = object instanceof Map
                ? !(object instanceof SortedMap || object instanceof EnumMap)
                : object instanceof Set && !(object instanceof SortedSet || object instanceof EnumSet);
        if (ofAnyOrder || object.getClass().getName().equals(OF_AND_COPY_OF)) {
            refuse("a key holds a " + object.getClass().getName()
                    + ", whose bytes are not the same in equal ones; use an ArrayList, a sorted collection, a record,"
                    + " or bring a KeyCodec");
        }
        Object plain = object.getClass() == AS_LIST ? new ArrayList<>((List<?>) object) : object;
        Object before = written.putIfAbsent(new Same(plain.getClass(), plain), plain);
        return before == null ? plain : before;
    }

    private record Same(Class<?> type, Object object) {}
}
