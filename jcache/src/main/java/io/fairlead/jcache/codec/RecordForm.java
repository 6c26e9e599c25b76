package io.fairlead.jcache.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record: its components with their names. As with Java serialization, a component that is not there is null or zero, and one
 * that is no longer known is passed over, so that programs of two versions can share a cache. Records are built by their
 * canonical constructors, which check what they are given.
 */
final class RecordForm<R extends Record> implements Form<R> {
    private final Class<R> type;
    private final Constructor<R> constructor;

    /** In the order of the constructor; complete when the form is handed out, which it may be from within itself. */
    private final Map<String, Part<?>> parts = new LinkedHashMap<>();

    /** A record may hold others of its type. Touched only while codecs are chosen, by one thread. */
    private boolean beingAsked;

    RecordForm(Class<R> type, Constructor<R> constructor) {
        this.type = type;
        this.constructor = constructor;
    }

    <C> void add(RecordComponent component, Form<C> form) {
        parts.put(component.getName(), new Part<>(component, form));
    }

    @Override
    public int tag() {
        return 'r';
    }

    @Override
    public String name() {
        return "record";
    }

    @Override
    public boolean canonical() {
        if (beingAsked) {
            return true;
        }
        beingAsked = true;
        boolean answer = parts.values().stream().allMatch(part -> part.form().canonical());
        beingAsked = false;
        return answer;
    }

    @Override
    public void write(R value, Sink out) {
        out.count(parts.size());
        parts.forEach((name, part) -> {
            out.nested(Scalar.TEXT, name);
            part.write(value, out);
        });
    }

    @Override
    public R read(Source in) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        int count = in.count();
        for (int i = 0; i < count; i++) {
            String name = in.nested(Scalar.TEXT);
            Part<?> part = name == null ? null : parts.get(name);
            if (name == null || part == null) {
                in.skipNested();
            } else {
                values.put(name, in.nested(part.form()));
            }
        }
        @Nullable
        Object[] arguments = parts.entrySet().stream()
                .map(part -> values.getOrDefault(part.getKey(), null) == null
                        ? part.getValue().absent()
                        : values.get(part.getKey()))
                .toArray();
        return build(arguments);
    }

    private R build(@Nullable Object[] arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new CodecException("the constructor of " + type.getName() + " refuses what was read", e);
        } catch (ReflectiveOperationException e) {
            throw new CodecException("a " + type.getName() + " cannot be made", e);
        }
    }

    /** One component, with its form. */
    private record Part<C>(RecordComponent component, Form<C> form) {
        // The form was made for the type of the component.
        @SuppressWarnings("unchecked")
        void write(Record value, Sink out) {
            try {
                out.nested(form, (C) component.getAccessor().invoke(value));
            } catch (InvocationTargetException e) {
                throw new CodecException("a component of a record cannot be read", e);
            } catch (IllegalAccessException e) {
                throw new CodecException("a component of a record cannot be read", e);
            }
        }

        @Nullable
        Object absent() {
            return Primitives.zero(component.getType());
        }
    }
}
