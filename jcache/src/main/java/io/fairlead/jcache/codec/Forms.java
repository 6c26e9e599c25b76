package io.fairlead.jcache.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the form of a type by what it is declared to be: scalars, enums, and records whose components are of such types or
 * lists, sets, maps and optionals of them. Types that leave open what an object is have none.
 */
final class Forms {
    /** Records that are being looked at, which may refer to themselves. */
    private final Map<Class<?>, RecordForm<?>> records = new HashMap<>();

    private Forms() {}

    /** The form of a type. */
    // A form is found by the class of its values.
    @SuppressWarnings("unchecked")
    static <T> Optional<Form<T>> of(Class<T> type) {
        return new Forms().find(type).map(form -> (Form<T>) form);
    }

    private Optional<? extends Form<?>> find(Type type) {
        if (type instanceof ParameterizedType group && group.getRawType() instanceof Class<?> raw) {
            List<Optional<? extends Form<?>>> found = Arrays.stream(group.getActualTypeArguments())
                    .<Optional<? extends Form<?>>>map(this::find)
                    .toList();
            return found.stream().allMatch(Optional::isPresent)
                    ? group(
                            raw,
                            found.stream().<Form<?>>map(Optional::orElseThrow).toList())
                    : Optional.empty();
        }
        if (!(type instanceof Class<?> named)) {
            return Optional.empty();
        }
        Class<?> kind = Primitives.boxed(named);
        if (kind.isEnum()) {
            return Optional.of(enumForm(kind));
        }
        return kind.isRecord() ? recordForm(kind.asSubclass(Record.class)) : Scalar.of(kind);
    }

    private static Optional<? extends Form<?>> group(Class<?> raw, List<Form<?>> inner) {
        if (raw == List.class || raw == Collection.class) {
            return Optional.of(Groups.list(inner.get(0)));
        }
        if (raw == Set.class) {
            return Optional.of(Groups.set(inner.get(0)));
        }
        if (raw == Map.class) {
            return Optional.of(new Groups.MapForm<>(inner.get(0), inner.get(1)));
        }
        return raw == Optional.class ? Optional.of(new Groups.Maybe<>(inner.get(0))) : Optional.empty();
    }

    // No wildcard can say "an enum of itself".
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Form<?> enumForm(Class<?> type) {
        return new EnumForm(type);
    }

    private <R extends Record> Optional<? extends Form<?>> recordForm(Class<R> type) {
        RecordForm<?> begun = records.get(type);
        if (begun != null) {
            return Optional.of(begun);
        }
        RecordComponent[] components = type.getRecordComponents();
        Optional<Constructor<R>> constructor = constructor(type, components);
        if (constructor.isEmpty()) {
            return Optional.empty();
        }
        RecordForm<R> form = new RecordForm<>(type, constructor.get());
        records.put(type, form);
        for (RecordComponent component : components) {
            Optional<? extends Form<?>> found = find(component.getGenericType());
            if (found.isEmpty() || !component.getAccessor().trySetAccessible()) {
                return Optional.empty();
            }
            form.add(component, found.get());
        }
        return Optional.of(form);
    }

    /** The canonical constructor, unless the record's module keeps it from us. */
    private static <R extends Record> Optional<Constructor<R>> constructor(
            Class<R> type, RecordComponent[] components) {
        try {
            Constructor<R> canonical = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return canonical.trySetAccessible() ? Optional.of(canonical) : Optional.empty();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record without its canonical constructor: " + type.getName(), e);
        }
    }
}
