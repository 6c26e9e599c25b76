package io.fairlead.samples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java sources of all modules.
 *
 * @param byPath the text of each file
 */
record Sources(Map<Path, String> byPath) {
    /** The repository: tests run in the folder of their module. */
    static final Path ROOT = Path.of("..");

    /** How the line begins that makes a method a test. */
    private static final Pattern TEST =
            Pattern.compile("@(Test|RepeatedTest|ParameterizedTest|TestFactory|ArchTest)\\b.*");

    static Sources read() throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path source : modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(source)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                            .toList()) {
                        texts.put(file, Files.readString(file));
                    }
                }
            }
        }
        return new Sources(texts);
    }

    /**
     * True if there is a test of this name, written as {@code Class#method}, that JUnit runs: in the class itself, or for an
     * abstract suite in a class that extends it; or a scenario of the conformance suite, which carries its name as a text.
     */
    boolean hasTest(String name) {
        String[] parts = name.split("#", 2);
        Path file = Path.of(parts[0] + ".java");
        return byPath.entrySet().stream()
                .filter(source -> source.getKey().endsWith(file))
                .map(Map.Entry::getValue)
                .anyMatch(text ->
                        (isRun(parts[0], text) && hasTestMethod(text.lines().toList(), parts[1]))
                                || (text.contains("Scenario> all()") && text.contains("\"" + parts[1] + "\"")));
    }

    private boolean isRun(String className, String text) {
        return !text.contains("abstract class " + className)
                || byPath.values().stream().anyMatch(other -> other.contains("extends " + className + " "));
    }

    /** A test is annotated as one between the empty line above it and its name. */
    private static boolean hasTestMethod(List<String> lines, String method) {
        Pattern declaration = Pattern.compile(".*\\b(void " + method + "\\(|ArchRule " + method + "\\b).*");
        for (int i = 0; i < lines.size(); i++) {
            if (declaration.matcher(lines.get(i)).matches()) {
                int above = i;
                while (above > 0 && !lines.get(above - 1).isBlank()) {
                    above--;
                }
                return lines.subList(above, i + 1).stream().map(String::strip).anyMatch(TEST.asMatchPredicate());
            }
        }
        return false;
    }

    /** True if this code stands in some file, however it is broken into lines and indented there. */
    boolean haveCode(String code) {
        String wanted = withoutBlanks(code);
        return byPath.values().stream().anyMatch(text -> withoutBlanks(text).contains(wanted));
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s+", "");
    }
}
