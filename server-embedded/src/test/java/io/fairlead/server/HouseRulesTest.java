package io.fairlead.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house, one test a line; {@link Rooms} has the plan with the arrows. */
class HouseRulesTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(Rooms.HOUSE);

    private static final List<String> JDK_TYPES_THAT_RUN_OR_WAIT =
            List.of("Thread", "ThreadLocal", "Runtime", "Process", "ProcessBuilder");
    private static final List<String> JDK_UTILITIES_THAT_ARE_NOT_PURE =
            List.of("Random", "Timer", "TimerTask", "UUID", "Date", "Calendar", "Scanner", "ServiceLoader");

    @TestFactory
    Stream<DynamicTest> rules() {
        return Stream.of(
                line("1 packages form no cycle", packagesFormNoCycle()),
                line("2 each class is in a room of the plan", eachClassIsInARoom()),
                line("3 raft is pure", raftIsPure()),
                line("4 files are opened in storage.disk alone", filesOnlyInDisk()),
                line("4 paths are named only by those who lay files out", pathsOnlyAsValues()),
                line("5 threads are started only at the edges", threadsOnlyAtTheEdges()),
                line("6 the system clock is read in exec.thread alone", systemClockOnlyInThreadHost()),
                line("7 randomness is made in embed alone", randomnessOnlyInEmbed()),
                line("8 gRPC is seen only at the edges", grpcOnlyAtTheEdges()),
                line("9 pure rooms need no locks", pureRoomsHaveNoLocks()),
                dynamicTest("9 pure rooms have no synchronized blocks", HouseRulesTest::noSynchronizedBlocks),
                line("10 each package is NullMarked", eachPackageIsNullMarked()),
                line("11 iteration order is never left to hashes", noHashOrder()));
    }

    @TestFactory
    Stream<DynamicTest> arrows() {
        return Rooms.all().stream().map(room -> line("2 arrows of " + room, arrowsOf(room)));
    }

    private static ArchRule packagesFormNoCycle() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    private static ArchRule eachClassIsInARoom() {
        return classes()
                .that(describe(
                        "are not the house's own sign",
                        type -> !type.getPackageName().equals(Rooms.HOUSE)))
                .should(satisfy(
                        "be in a room of the plan", type -> Rooms.of(type).isPresent()))
                .as("a new package gets its line in Rooms");
    }

    private static ArchRule arrowsOf(String room) {
        return classes()
                .that(describe("are in " + room, type -> Rooms.of(type).stream().anyMatch(room::equals)))
                .should(dependOnlyOn(
                        "what the plan allows " + room, target -> Rooms.allows(room, target.getBaseComponentType())));
    }

    private static ArchRule raftIsPure() {
        return classes()
                .that(in("raft.."))
                .should(dependOnlyOn("types that neither run, wait, read nor write", type -> {
                    JavaClass base = type.getBaseComponentType();
                    String name = base.getSimpleName();
                    return base.isPrimitive()
                            || switch (base.getPackageName()) {
                                case "java.lang" -> !JDK_TYPES_THAT_RUN_OR_WAIT.contains(name);
                                case "java.util" -> !JDK_UTILITIES_THAT_ARE_NOT_PURE.contains(name);
                                case "java.util.random" -> name.equals("RandomGenerator");
                                case "java.util.function",
                                        "java.lang.annotation",
                                        "java.lang.invoke",
                                        "java.lang.runtime",
                                        "org.jspecify.annotations",
                                        "com.google.errorprone.annotations" -> true;
                                default -> base.getPackageName().startsWith("io.fairlead.");
                            };
                }));
    }

    private static ArchRule filesOnlyInDisk() {
        return noClasses()
                .that(outside("storage.disk.."))
                .should()
                .dependOnClassesThat(describe(
                        "open files",
                        type -> (type.getPackageName().startsWith("java.nio.file")
                                        && !type.getName().equals("java.nio.file.Path"))
                                || named(
                                        type,
                                        "java.nio.channels.FileChannel",
                                        "java.nio.channels.AsynchronousFileChannel",
                                        "java.io.RandomAccessFile",
                                        "java.io.FileInputStream",
                                        "java.io.FileOutputStream",
                                        "java.io.FileReader",
                                        "java.io.FileWriter")));
    }

    private static ArchRule pathsOnlyAsValues() {
        return noClasses()
                .that(outside("storage..", "tls..", "transport.grpc..", "node..", "embed.."))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Path");
    }

    private static ArchRule threadsOnlyAtTheEdges() {
        return noClasses()
                .that(outside("exec.thread..", "embed..", "port..", "rpc..", "transport.grpc..", "pb.."))
                .should()
                .dependOnClassesThat(describe(
                        "run or park threads",
                        type -> named(
                                type,
                                "java.lang.Thread",
                                "java.util.Timer",
                                "java.util.concurrent.Executors",
                                "java.util.concurrent.ForkJoinPool",
                                "java.util.concurrent.ThreadPoolExecutor",
                                "java.util.concurrent.ScheduledThreadPoolExecutor",
                                "java.util.concurrent.locks.LockSupport")));
    }

    private static ArchRule systemClockOnlyInThreadHost() {
        return noClasses()
                .that(outside("exec.thread.."))
                .should()
                .accessTargetWhere(access("reads the clock", target -> {
                    String owner = target.getOwner().getName();
                    String name = target.getName();
                    return (owner.equals("java.lang.System")
                                    && (name.equals("nanoTime") || name.equals("currentTimeMillis")))
                            || (owner.startsWith("java.time.") && name.equals("now"))
                            || (owner.equals("java.time.Clock") && name.startsWith("system"))
                            || (owner.equals("java.util.Date") && name.equals("<init>"));
                }));
    }

    private static ArchRule randomnessOnlyInEmbed() {
        return noClasses().that(outside("embed..")).should().accessTargetWhere(access("makes randomness", target -> {
            String owner = target.getOwner().getName();
            String name = target.getName();
            return switch (owner) {
                case "java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom" ->
                    name.equals("<init>") || name.startsWith("getInstance");
                case "java.util.concurrent.ThreadLocalRandom" -> true;
                case "java.util.random.RandomGenerator", "java.util.random.RandomGeneratorFactory" ->
                    name.equals("of") || name.equals("getDefault") || name.equals("create");
                case "java.util.UUID" -> name.equals("randomUUID");
                case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
                default -> false;
            };
        }));
    }

    private static ArchRule grpcOnlyAtTheEdges() {
        return noClasses()
                .that(outside("rpc..", "transport.grpc..", "port..", "tls..", "embed..", "pb.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.grpc..");
    }

    private static ArchRule pureRoomsHaveNoLocks() {
        DescribedPredicate<JavaClass> pure = in("raft..", "txn..", "command..");
        return CompositeArchRule.of(noClasses()
                        .that(pure)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.util.concurrent.locks.."))
                .and(fields().that().areDeclaredInClassesThat(pure).should().notHaveModifier(JavaModifier.VOLATILE))
                .and(methods()
                        .that()
                        .areDeclaredInClassesThat(pure)
                        .should()
                        .notHaveModifier(JavaModifier.SYNCHRONIZED));
    }

    /** A synchronized block leaves no trace that ArchUnit reads, so this one looks at the sources. */
    private static void noSynchronizedBlocks() throws IOException {
        Pattern block = Pattern.compile("(?m)^[^*/\n]*\\bsynchronized\\s*\\(");
        for (String room : List.of("raft", "txn", "command")) {
            Path sources = Path.of("src", "main", "java", "io", "fairlead", "server", room);
            if (!Files.isDirectory(sources)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (block.matcher(Files.readString(file)).find()) {
                        throw new AssertionError(file + " has a synchronized block");
                    }
                }
            }
        }
    }

    private static ArchRule eachPackageIsNullMarked() {
        return classes()
                .that(outside("pb.."))
                .should(satisfy(
                        "be in a package whose package-info says @NullMarked",
                        type -> type.getPackage().isAnnotatedWith(NullMarked.class)));
    }

    private static ArchRule noHashOrder() {
        DescribedPredicate<JavaClass> ordered = in("raft..", "apply..", "txn..", "mvcc..", "lease..", "membership..");
        return CompositeArchRule.of(noClasses()
                        .that(ordered)
                        .should()
                        .dependOnClassesThat(describe(
                                "iterate in hash order",
                                type -> named(
                                        type,
                                        "java.util.HashMap",
                                        "java.util.HashSet",
                                        "java.util.IdentityHashMap",
                                        "java.util.WeakHashMap",
                                        "java.util.concurrent.ConcurrentHashMap"))))
                .and(noClasses()
                        .that(ordered)
                        .should()
                        .accessTargetWhere(access("iterates in an order that differs from run to run", target -> {
                            boolean set = target.getOwner().getName().equals("java.util.Set");
                            boolean map = target.getOwner().getName().equals("java.util.Map");
                            int most = set ? 1 : 2;
                            return (set || map)
                                    && Set.of("of", "copyOf", "ofEntries").contains(target.getName())
                                    && !(target.getName().equals("of") && parameterCount(target) <= most);
                        })));
    }

    private static int parameterCount(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget unit
                ? unit.getRawParameterTypes().size()
                : 0;
    }

    private static DynamicTest line(String title, ArchRule rule) {
        return dynamicTest(title, () -> rule.allowEmptyShould(true).check(HOUSE));
    }

    private static DescribedPredicate<JavaClass> in(String... rooms) {
        return resideInAnyPackage(
                Arrays.stream(rooms).map(room -> Rooms.HOUSE + '.' + room).toArray(String[]::new));
    }

    private static DescribedPredicate<JavaClass> outside(String... rooms) {
        return resideInAPackage(Rooms.HOUSE + "..").and(DescribedPredicate.not(in(rooms)));
    }

    private static boolean named(JavaClass type, String... names) {
        return Arrays.asList(names).contains(type.getBaseComponentType().getName());
    }

    private static DescribedPredicate<JavaAccess<?>> access(String description, Predicate<AccessTarget> rule) {
        return describe(description, access -> rule.test(access.getTarget()));
    }

    private static ArchCondition<JavaClass> satisfy(String description, Predicate<JavaClass> rule) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(type, rule.test(type), type.getName() + " should " + description));
            }
        };
    }

    private static ArchCondition<JavaClass> dependOnlyOn(String description, Predicate<JavaClass> allowed) {
        return new ArchCondition<>("depend only on " + description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    events.add(new SimpleConditionEvent(
                            dependency, allowed.test(dependency.getTargetClass()), dependency.getDescription()));
                }
            }
        };
    }
}
