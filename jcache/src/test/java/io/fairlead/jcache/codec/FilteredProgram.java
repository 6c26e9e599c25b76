package io.fairlead.jcache.codec;

import io.fairlead.api.Bytes;
import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** A program whose JVM has a filter of its own, against lists: says what it can read of what a cache may hold. */
public final class FilteredProgram {
    private FilteredProgram() {}

    public static void main(String[] arguments) {
        ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter("!java.util.ArrayList"));
        for (Object value : List.of(new ArrayList<>(List.of(1)), new LinkedHashSet<>(List.of(1)))) {
            System.out.println(value.getClass().getSimpleName() + " " + (isRead(value) ? "read" : "refused"));
        }
    }

    private static boolean isRead(Object value) {
        Codec<Object> codec =
                Codecs.forValues(Object.class, TypeFilter.strict(), FilteredProgram.class.getClassLoader());
        Bytes bytes = codec.encode(value);
        try {
            return codec.decode(bytes).equals(value);
        } catch (CodecException e) {
            return false;
        }
    }
}
