package io.fairlead.jcache.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The forms of lists, sets, maps and optionals within a record. What is read may be changed, and is nobody else's. */
final class Groups {
    private Groups() {}

    /** A list: equal lists have equal bytes, whatever classes they are of. */
    static <E> Form<Collection<@Nullable E>> list(Form<E> element) {
        return new Many<>('l', element, element.canonical(), ArrayList::new);
    }

    /** A set, in the order it is gone through. */
    static <E> Form<Collection<@Nullable E>> set(Form<E> element) {
        return new Many<>('h', element, false, LinkedHashSet::new);
    }

    private record Many<E>(int tag, Form<E> element, boolean canonical, Supplier<Collection<@Nullable E>> empty)
            implements Form<Collection<@Nullable E>> {
        @Override
        public String name() {
            return "collection";
        }

        @Override
        public void write(Collection<@Nullable E> value, Sink out) {
            out.count(value.size());
            value.forEach(each -> out.nested(element, each));
        }

        @Override
        public Collection<@Nullable E> read(Source in) {
            Collection<@Nullable E> value = empty.get();
            int count = in.count();
            for (int i = 0; i < count; i++) {
                value.add(in.nested(element));
            }
            return value;
        }
    }

    /** A map, in the order it is gone through. */
    record MapForm<K, V>(Form<K> key, Form<V> value) implements Form<Map<@Nullable K, @Nullable V>> {
        @Override
        public int tag() {
            return 'm';
        }

        @Override
        public String name() {
            return "map";
        }

        @Override
        public boolean canonical() {
            return false;
        }

        @Override
        public void write(Map<@Nullable K, @Nullable V> map, Sink out) {
            out.count(map.size());
            map.forEach((eachKey, eachValue) -> {
                out.nested(key, eachKey);
                out.nested(value, eachValue);
            });
        }

        @Override
        public Map<@Nullable K, @Nullable V> read(Source in) {
            Map<@Nullable K, @Nullable V> map = new LinkedHashMap<>();
            int count = in.count();
            for (int i = 0; i < count; i++) {
                K eachKey = in.nested(key);
                map.put(eachKey, in.nested(value));
            }
            return map;
        }
    }

    /** Something or nothing. */
    record Maybe<T>(Form<T> content) implements Form<Optional<T>> {
        @Override
        public int tag() {
            return 'o';
        }

        @Override
        public String name() {
            return "optional";
        }

        @Override
        public boolean canonical() {
            return content.canonical();
        }

        @Override
        public void write(Optional<T> value, Sink out) {
            out.nested(content, value.orElse(null));
        }

        @Override
        public Optional<T> read(Source in) {
            return Optional.ofNullable(in.nested(content));
        }
    }
}
