package io.fairlead.jcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.jvm.JavaProcess;
import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes as an attacker would put them into the store, made by Java's own serialization without any filter. Each class here runs
 * code at some moment of being read; none of it may run.
 */
final class MaliciousBytesTest {
    private static final ClassLoader LOADER = MaliciousBytesTest.class.getClassLoader();
    private static final AtomicBoolean ran = new AtomicBoolean();

    /** What the victim has configured; anything may hang on its field. */
    static class Order implements Serializable {
        private static final long serialVersionUID = 1L;
        final Object detail;

        Order(Object detail) {
            this.detail = detail;
        }
    }

    static final class OnReadObject implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            ran.set(true);
        }
    }

    static final class OnReadResolve implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            ran.set(true);
            return "harmless";
        }
    }

    static final class OnHashCode implements Serializable {
        private static final long serialVersionUID = 1L;

        private boolean armed;

        @Override
        public int hashCode() {
            if (armed) {
                ran.set(true);
            }
            return 1;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other == this;
        }
    }

    static final class OnCompare implements Comparator<String>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(String one, String other) {
            ran.set(true);
            return one.compareTo(other);
        }
    }

    static final class OnCall implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, @Nullable Object[] arguments) {
            ran.set(true);
            return 1;
        }
    }

    static final class SpecialOrder extends Order {
        private static final long serialVersionUID = 1L;

        SpecialOrder() {
            super(1);
        }

        private void readObject(ObjectInputStream in) {
            ran.set(true);
        }
    }

    /** Its name is as long as that of the one below. */
    static final class Decoy implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static final class Fuses implements Serializable {
        private static final long serialVersionUID = 1L;

        static {
            ran.set(true);
        }
    }

    /** Has a public constructor, which is called before anything is read. */
    public static final class OnConstructor implements Externalizable {
        private static final long serialVersionUID = 1L;

        public OnConstructor() {
            ran.set(true);
        }

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    static Stream<Arguments> gadgets() {
        OnReadObject gadget = new OnReadObject();
        OnHashCode hashed = new OnHashCode();
        Map<Object, Integer> hashes = new HashMap<>(Map.of(hashed, 1));
        hashed.armed = true;
        Map<String, Integer> sorted = new TreeMap<>(new OnCompare());
        sorted.put("a", 1);
        Object proxy = Proxy.newProxyInstance(LOADER, new Class<?>[] {Runnable.class}, new OnCall());
        return Stream.of(
                Arguments.of("itself", serialized(gadget)),
                Arguments.of("in a list", serialized(new ArrayList<>(List.of(1, gadget)))),
                Arguments.of("deep in lists", serialized(List.of(List.of(List.of(gadget))))),
                Arguments.of("in an array", serialized(new Object[] {gadget})),
                Arguments.of("in an array of its own type", serialized(new OnReadObject[] {gadget})),
                Arguments.of("an array of its type, empty", serialized(new OnReadObject[0])),
                Arguments.of("as a value of a map", serialized(new LinkedHashMap<>(Map.of(1, gadget)))),
                Arguments.of("by its hash code", serialized(hashes)),
                Arguments.of("by its order", serialized(sorted)),
                Arguments.of("in a field of what is configured", serialized(new Order(gadget))),
                Arguments.of("by what it resolves to", serialized(new OnReadResolve())),
                Arguments.of("by its constructor", serialized(new OnConstructor())),
                Arguments.of("by a proxy", serialized(proxy)),
                Arguments.of("by a proxy in a list", serialized(List.of(proxy))),
                Arguments.of("as a subclass of what is configured", serialized(new SpecialOrder())),
                Arguments.of("by being initialized", renamed(serialized(new Decoy()))),
                Arguments.of("as a class", renamed(serialized(new Object[] {Decoy.class}))),
                Arguments.of("in a lambda", serialized((Runnable & Serializable) () -> ran.set(true))));
    }

    @BeforeEach
    void reset() {
        ran.set(false);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gadgets")
    void gadget_asAValueOrAKey_isRefusedAndRunsNothing(String how, byte[] stream) {
        Bytes bytes = tagged(stream);
        ran.set(false);

        for (Class<?> type : List.of(Object.class, Order.class, Serializable.class)) {
            assertThatThrownBy(() ->
                            Codecs.forValues(type, TypeFilter.strict(), LOADER).decode(bytes))
                    .as("%s, as a value", how)
                    .isInstanceOf(CodecException.class);
            assertThatThrownBy(() ->
                            Codecs.forKeys(type, TypeFilter.strict(), LOADER).decode(bytes))
                    .as("%s, as a key", how)
                    .isInstanceOf(CodecException.class);
        }
        assertThat(ran).as(how).isFalse();
    }

    /** So the test above can fail: these do run where somebody allows them. */
    @Test
    void gadget_thatIsAllowed_runs() {
        Codec<Object> careless =
                Codecs.forValues(Object.class, TypeFilter.of(List.of("io.fairlead.jcache.codec.*")), LOADER);

        Object read = careless.decode(tagged(serialized(new OnReadObject())));
        assertThat(read).isInstanceOf(OnReadObject.class);
        assertThat(ran).isTrue();
        ran.set(false);
        assertThat(careless.decode(tagged(renamed(serialized(new Decoy()))))).isInstanceOf(Fuses.class);
        assertThat(ran).isTrue();
    }

    @Test
    void typesWithAFormOfTheirOwn_neverReadAStream() {
        Bytes bytes = tagged(serialized("text"));

        for (Class<?> type : List.of(String.class, Long.class, Thread.State.class, Bare.class)) {
            assertThatThrownBy(() ->
                            Codecs.forValues(type, TypeFilter.strict(), LOADER).decode(bytes))
                    .isInstanceOf(CodecException.class);
        }
    }

    record Bare(int number) {}

    @Test
    void array_longerThanItsBytes_isRefusedBeforeItIsMade() {
        byte[] stream = serialized(new long[] {1, 2, 3});
        // The length stands in front of the three elements.
        int length = stream.length - 3 * Long.BYTES - Integer.BYTES;
        stream[length] = 0x7F;

        assertRefused(stream, "REJECTED");
    }

    @Test
    void map_largerThanItsBytes_isRefusedBeforeItIsMade() {
        byte[] stream = serialized(new HashMap<>());
        // The number of mappings is the last there is before the end of the block.
        stream[stream.length - 1 - Integer.BYTES] = 0x10;

        assertRefused(stream, "REJECTED");
    }

    @Test
    void graph_nestedTooDeep_isRefused() {
        List<Object> graph = new ArrayList<>();
        for (int i = 0; i < FilteredInput.MAX_DEPTH + 1; i++) {
            graph = new ArrayList<>(List.of(graph));
        }

        assertRefused(serialized(graph), "REJECTED");
    }

    @Test
    void class_thatTheJvmsOwnFilterRejects_isRefused(@TempDir Path folder) {
        try (JavaProcess program = JavaProcess.start("filtered", FilteredProgram.class, folder, List.of())) {
            assertThat(List.of(program.line(), program.line()))
                    .containsExactly("ArrayList refused", "LinkedHashSet read");
        }
    }

    @Test
    void stream_cutOff_isRefused() {
        byte[] stream = serialized(new ArrayList<>(List.of("a", 1)));

        for (int size = 0; size < stream.length; size++) {
            assertRefused(Arrays.copyOf(stream, size), "");
        }
    }

    private static void assertRefused(byte[] stream, String message) {
        Codec<Object> codec = Codecs.forValues(Object.class, TypeFilter.strict(), LOADER);
        assertThatThrownBy(() -> codec.decode(tagged(stream)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(message);
    }

    private static Bytes tagged(byte[] stream) {
        return Bytes.utf8("J").concat(Bytes.copyOf(stream));
    }

    private static byte[] serialized(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Without ever touching the class that is named then. */
    private static byte[] renamed(byte[] stream) {
        return new String(stream, StandardCharsets.ISO_8859_1)
                .replace("Decoy", "Fuses")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
