package io.fairlead.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.call.Lane;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that this module keeps. */
class HouseRulesTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fairlead.client");

    @Test
    void packages_formNoCycle() {
        slices().assignedFrom(new SliceAssignment() {
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
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(MODULE);
    }

    @Test
    void packages_areNullMarked() {
        classes()
                .that()
                .resideOutsideOfPackage("io.fairlead.api.pb..")
                .should(new ArchCondition<>("be in a package whose package-info says @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                type,
                                type.getPackage().isAnnotatedWith(NullMarked.class),
                                type.getName() + " is in a package that is not @NullMarked"));
                    }
                })
                .allowEmptyShould(true)
                .check(MODULE);
    }

    @Test
    void client_doesNotKnowTheServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fairlead.server..")
                .allowEmptyShould(true)
                .check(MODULE);
    }

    @Test
    void endpoint_knowsNoOtherRoom() {
        noClasses()
                .that()
                .resideInAPackage("io.fairlead.client.endpoint")
                .should()
                .dependOnClassesThat(room(
                        "call",
                        "kv",
                        "cluster",
                        "maintenance",
                        "auth",
                        "token",
                        "namespace",
                        "watch",
                        "lease",
                        "recipe.."))
                .check(MODULE);
    }

    @Test
    void call_knowsEndpointAlone() {
        noClasses()
                .that()
                .resideInAPackage("io.fairlead.client.call")
                .should()
                .dependOnClassesThat(room(
                        "kv", "cluster", "maintenance", "auth", "token", "namespace", "watch", "lease", "recipe.."))
                .check(MODULE);
    }

    @Test
    void tls_knowsTheJdkGrpcAndPemFilesAlone() {
        classes()
                .that()
                .resideInAPackage("io.fairlead.client.tls")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.grpc..",
                        "javax.net.ssl",
                        "org.jspecify.annotations",
                        "io.fairlead.api.pem",
                        "io.fairlead.client.tls")
                .check(MODULE);
    }

    @Test
    void contracts_doNotKnowEachOther() {
        slices().matching("io.fairlead.client.(kv|cluster|maintenance|auth|token|namespace|watch|lease)..")
                .should()
                .notDependOnEachOther()
                .check(MODULE);
    }

    @Test
    void recipes_knowContractsAlone() {
        classes()
                .that()
                .resideInAPackage("io.fairlead.client.recipe..")
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                                "java..",
                                "org.jspecify.annotations",
                                "io.fairlead.api..",
                                "io.fairlead.client.recipe..",
                                // The registry's instances, in the form of etcd's own resolver.
                                "com.google.gson")
                        .or(JavaClass.Predicates.equivalentTo(Lane.class))
                        .or(JavaClass.Predicates.equivalentTo(Blocking.class)))
                .check(MODULE);
        slices().matching("io.fairlead.client.recipe.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), recipe("line"))
                .ignoreDependency(recipe("rwlock"), recipe("lock"))
                .ignoreDependency(DescribedPredicate.alwaysTrue(), recipe("basis"))
                .check(MODULE);
    }

    @Test
    void frontDoor_showsNoThirdPartyType() {
        classes()
                .that()
                .resideInAPackage("io.fairlead.client")
                .and()
                .arePublic()
                .should(new ArchCondition<>("have public methods of the JDK's types and ours alone") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getMethods().stream()
                                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                                .forEach(method -> method.getAllInvolvedRawTypes()
                                        .forEach(seen -> events.add(new SimpleConditionEvent(
                                                method, isOurs(seen), method.getFullName() + " shows " + seen))));
                    }
                })
                .check(MODULE);
    }

    @Test
    void threads_areStartedByTheFrontDoorAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.fairlead.client")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.Executors")
                .check(MODULE);
    }

    /** A server hangs up on pings while no call is under way. */
    @Test
    void pings_goOutDuringCallsAlone() {
        noClasses()
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("keepAliveWithoutCalls")))
                .check(MODULE);
    }

    private static boolean isOurs(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isPrimitive()
                || base.getPackageName().startsWith("java.")
                || base.getPackageName().equals("javax.net.ssl")
                || base.getPackageName().startsWith("io.fairlead.api")
                || base.getPackageName().startsWith("io.fairlead.client");
    }

    private static DescribedPredicate<JavaClass> recipe(String name) {
        return JavaClass.Predicates.resideInAPackage("io.fairlead.client.recipe." + name);
    }

    private static DescribedPredicate<JavaClass> room(String... names) {
        return JavaClass.Predicates.resideInAnyPackage(
                Stream.of(names).map(name -> "io.fairlead.client." + name).toArray(String[]::new));
    }
}
