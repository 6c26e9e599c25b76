package io.fairlead.jcache.codec;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which classes Java serialization may read and write, beside the value classes of the JDK and the types that were configured
 * for keys and values: a list of patterns, each the binary name of a class ({@code com.example.Cart}, {@code
 * com.example.Cart$Item}), the classes of one package ({@code com.example.*}), or of a package and those below it ({@code
 * com.example.**}).
 *
 * <p>There is no pattern for every class. Whoever may write to the store could otherwise have any code run that some class on
 * the class path would run while it is read.
 */
public final class TypeFilter {
    private static final TypeFilter STRICT = new TypeFilter(Set.of(), Set.of(), Set.of());

    private final Set<String> names;

    /** With the dot at the end. */
    private final Set<String> packages;

    /** With the dot at the end; what is below belongs to them. */
    private final Set<String> trees;

    private TypeFilter(Set<String> names, Set<String> packages, Set<String> trees) {
        this.names = Set.copyOf(names);
        this.packages = Set.copyOf(packages);
        this.trees = Set.copyOf(trees);
    }

    /** Nothing but the value classes of the JDK, and the configured types. */
    public static TypeFilter strict() {
        return STRICT;
    }

    /**
     * Also what these patterns name.
     *
     * @throws IllegalArgumentException if one of them is no pattern, or would name everything
     */
    public static TypeFilter of(Collection<String> patterns) {
        Set<String> names = new TreeSet<>();
        Set<String> packages = new TreeSet<>();
        Set<String> trees = new TreeSet<>();
        for (String pattern : patterns) {
            if (pattern.endsWith(".**")) {
                trees.add(checked(pattern, pattern.length() - 2));
            } else if (pattern.endsWith(".*")) {
                packages.add(checked(pattern, pattern.length() - 1));
            } else {
                names.add(checked(pattern, pattern.length()));
            }
        }
        return new TypeFilter(names, packages, trees);
    }

    /** As {@link #of}, for patterns with commas or semicolons between them, as they stand in an option. */
    public static TypeFilter parse(String patterns) {
        List<String> each = Arrays.stream(patterns.split("[,;]"))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
        return of(each);
    }

    /** Also this class, or what it is an array of, and those it extends, parts of which are in each of its objects. */
    TypeFilter and(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        Set<String> more = new TreeSet<>(names);
        for (Class<?> part = element; part != null; part = part.getSuperclass()) {
            more.add(part.getName());
        }
        return new TypeFilter(more, packages, trees);
    }

    /** Whether a class of this binary name, not an array, may be read and written. */
    boolean permits(String className) {
        if (names.contains(className) || JdkValues.contains(className)) {
            return true;
        }
        String itsPackage = className.substring(0, className.lastIndexOf('.') + 1);
        return packages.contains(itsPackage) || trees.stream().anyMatch(className::startsWith);
    }

    private static String checked(String pattern, int length) {
        String name = pattern.substring(0, length);
        String bare = length < pattern.length() ? name.substring(0, length - 1) : name;
        boolean legal = !bare.isEmpty()
                && Arrays.stream(bare.split("\\.", -1))
                        .allMatch(part -> !part.isEmpty()
                                && Character.isJavaIdentifierStart(part.charAt(0))
                                && part.chars().allMatch(Character::isJavaIdentifierPart));
        if (!legal) {
            throw new IllegalArgumentException("'" + pattern
                    + "' names no class (com.example.Cart), no package (com.example.*) and no tree of packages"
                    + " (com.example.**); everything cannot be allowed");
        }
        return name;
    }
}
