package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user of the client gets on the class path. */
class RuntimeJarsTest {
    /** The client itself comes on top. */
    private static final int JARS_MAX = 19;

    @Test
    void runtimeJars_ofTheClient_areFew() throws IOException {
        assertThat(runtimeJars()).isNotEmpty().hasSizeLessThanOrEqualTo(JARS_MAX);
    }

    @Test
    void runtimeJars_ofTheClient_bringNoNettyOfTheirOwn() throws IOException {
        assertThat(runtimeJars()).noneMatch(jar -> jar.matches(".*[/\\\\](netty-|vertx-|slf4j-|server-embedded).*"));
    }

    private static List<String> runtimeJars() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                RuntimeJarsTest.class.getResourceAsStream("/runtime-class-path.txt"), "written by the build")) {
            String classPath = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return Stream.of(classPath.split(";", -1)).toList();
        }
    }
}
