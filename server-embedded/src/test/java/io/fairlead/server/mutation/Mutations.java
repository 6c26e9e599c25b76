package io.fairlead.server.mutation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the sources that mutants touch, all mutants at once, and makes a loader that has them in the place of the server's
 * own. One compilation and one loading serve all mutants; {@link MutantSwitch} picks one.
 */
final class Mutations {
    private static final String ROOT_PACKAGE = "io.fairlead.server.";
    private static final Path ROOT = Path.of("src/main/java/io/fairlead/server");

    private Mutations() {}

    /**
     * A loader of server and simulator with all mutants in them; mutant {@code i} of the list has number {@code i + 1}.
     *
     * @throws IllegalStateException if a mutant's text is not found, or does not compile
     */
    static ClassLoader load(List<Mutant> mutants) {
        Map<String, MutatedSource> sources = new TreeMap<>();
        for (int i = 0; i < mutants.size(); i++) {
            for (Mutant.Edit edit : mutants.get(i).edits()) {
                sources.computeIfAbsent(edit.file(), Mutations::read).add(i + 1, edit);
            }
        }
        return new Loader(compile(sources));
    }

    private static MutatedSource read(String file) {
        try {
            return new MutatedSource(file, Files.readString(ROOT.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("a mutant names a file that can't be read: " + file, e);
        }
    }

    private static Map<String, byte[]> compile(Map<String, MutatedSource> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((file, source) -> units.add(new Source(file, source.text())));
        List<String> options =
                List.of("-proc:none", "-nowarn", "-g", "--release", "17", "-cp", System.getProperty("java.class.path"));
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
                Output output = new Output(standard)) {
            if (!compiler.getTask(complaints, output, null, options, null, units)
                    .call()) {
                throw new IllegalStateException("a mutant does not compile:\n" + complaints);
            }
            return output.classes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("mutant:///io/fairlead/server/" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps the class files. */
    private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Output(JavaFileManager standard) {
            super(standard);
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new HashMap<>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mutant:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(name, any -> new ByteArrayOutputStream());
                }
            };
        }
    }

    /** Has server and simulator of its own, the changed classes among them; all else is the parent's. */
    private static final class Loader extends ClassLoader {
        private static final String OURS = Mutations.class.getPackageName() + ".";

        static {
            registerAsParallelCapable();
        }

        private final Map<String, byte[]> changed;

        Loader(Map<String, byte[]> changed) {
            super(Mutations.class.getClassLoader());
            this.changed = changed;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(ROOT_PACKAGE) || name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null) {
                    byte[] bytes = bytesOf(name);
                    loaded = defineClass(name, bytes, 0, bytes.length);
                }
                return loaded;
            }
        }

        private byte[] bytesOf(String name) throws ClassNotFoundException {
            byte[] bytes = changed.get(name);
            if (bytes != null) {
                return bytes;
            }
            try (var file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                return file.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
