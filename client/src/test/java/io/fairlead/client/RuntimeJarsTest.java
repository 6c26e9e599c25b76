package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What a user of the client gets on the class path, by the build's own word: {@code mvn dependency:tree}. */
class RuntimeJarsTest {
    /** The client itself comes on top. */
    private static final int JARS_MAX = 19;

    /** A line such as {@code |  +- io.grpc:grpc-api:jar:1.83.0:compile}. */
    private static final Pattern DEPENDENCY =
            Pattern.compile("^[ |+\\\\-]+([^:]+):([^:]+):jar:([^:]+):(compile|runtime).*$");

    @Test
    void runtimeTree_ofTheClient_isSmall() throws IOException {
        assertThat(artifacts()).isNotEmpty().hasSizeLessThanOrEqualTo(JARS_MAX);
    }

    @Test
    void runtimeClassPath_isWhatTheTreeSays() throws IOException {
        // In the build the client's own api is a folder of classes, not a jar.
        List<String> jars = runtimeJars().stream()
                .filter(jar -> jar.endsWith(".jar"))
                .map(jar -> Path.of(jar).getFileName().toString())
                .filter(jar -> !jar.startsWith("fairlead-"))
                .toList();
        List<String> tree = artifacts().stream()
                .filter(artifact -> !artifact.startsWith("fairlead-"))
                .toList();
        assertThat(jars).isNotEmpty().containsExactlyInAnyOrderElementsOf(tree);
        assertThat(runtimeJars()).hasSameSizeAs(artifacts());
    }

    @Test
    void runtimeTree_ofTheClient_bringsNoNettyVertxLoggingOrServer() throws IOException {
        assertThat(artifacts()).noneMatch(jar -> jar.matches("(netty-|vertx-|slf4j-|fairlead-server).*"));
    }

    @Test
    void runtimeJars_holdNoUnshadedNettyAndNoClassTwice() throws IOException {
        Map<String, String> owners = new HashMap<>();
        for (String path : runtimeJars()) {
            if (!Files.isRegularFile(Path.of(path))) {
                continue;
            }
            try (JarFile jar = new JarFile(path)) {
                List<String> classes = jar.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                        .filter(name -> !name.endsWith("module-info.class"))
                        .toList();
                assertThat(classes).as(path).noneMatch(name -> name.startsWith("io/netty/"));
                classes.forEach(name -> assertThat(owners.put(name, path))
                        .as("%s is in %s and in another jar", name, path)
                        .isNull());
            }
        }
        assertThat(owners).isNotEmpty();
    }

    /** The artifacts of the tree, named as their jars are. */
    private static List<String> artifacts() throws IOException {
        return text("/runtime-tree.txt")
                .lines()
                .map(DEPENDENCY::matcher)
                .filter(line -> line.matches())
                .map(line -> line.group(2) + "-" + line.group(3) + ".jar")
                .toList();
    }

    private static List<String> runtimeJars() throws IOException {
        return Stream.of(text("/runtime-class-path.txt").split(";", -1)).toList();
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                RuntimeJarsTest.class.getResourceAsStream(resource), resource + " is written by the build")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
