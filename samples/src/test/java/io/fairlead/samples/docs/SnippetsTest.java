package io.fairlead.samples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java code that the documents show is a piece of a source that is compiled. */
class SnippetsTest {
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/client.md", "docs/jcache.md"})
    void snippets_ofTheDocument_areCompiled(String document) throws IOException {
        List<String> snippets = snippets(Files.readString(Sources.ROOT.resolve(document)));
        Sources sources = Sources.read();

        assertThat(snippets).isNotEmpty();
        assertThat(snippets.stream().filter(snippet -> !isFrom(sources, snippet)))
                .isEmpty();
    }

    @Test
    void snippet_fromNowhere_isFound() {
        Sources sources =
                new Sources(Map.of(Path.of("A.java"), "class A {\n    int a;\n\n    int b =\n            7;\n}\n"));

        assertThat(snippets("Text\n```java\nint a;\nint b = 7;\n```\n```\nnot Java\n```\n"))
                .containsExactly("int a;\nint b = 7;\n");
        assertThat(sources.haveCode("int a;\nint b = 7;\n")).isTrue();
        assertThat(sources.haveCode("int b = 7;\nint a;\n")).isFalse();
        assertThat(isFrom(sources, "int a;\nint b =\n}\n")).isTrue();
        assertThat(isFrom(sources, "int b;\n}\n")).isFalse();
    }

    /** A block that goes on in the source, the document closes with a brace on a line of its own. */
    private static boolean isFrom(Sources sources, String snippet) {
        return sources.haveCode(snippet) || sources.haveCode(snippet.replaceFirst("\n}\n$", "\n"));
    }

    /** Each fenced block of Java. */
    private static List<String> snippets(String document) {
        return Pattern.compile("(?ms)^```java\n(.*?)^```$")
                .matcher(document)
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
