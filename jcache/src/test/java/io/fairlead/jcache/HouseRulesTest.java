package io.fairlead.jcache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that this module keeps. */
class HouseRulesTest {
    private static final String ROOT = "io.fairlead.jcache";

    /** Which rooms a room may use; the front room, of the empty name, is used by {@code spi} alone. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("spi", Set.of("", "config")),
            Map.entry(
                    "",
                    Set.of(
                            "codec",
                            "config",
                            "change",
                            "embedded",
                            "event",
                            "expiry",
                            "integration",
                            "management",
                            "near",
                            "processor",
                            "store")),
            Map.entry("processor", Set.of("change", "codec", "integration", "store")),
            Map.entry("integration", Set.of("change", "codec", "store")),
            Map.entry("change", Set.of("expiry", "near", "store")),
            Map.entry("event", Set.of("codec", "store")),
            Map.entry("near", Set.of("config", "store")),
            Map.entry("expiry", Set.of("store")),
            Map.entry("config", Set.of("codec")),
            Map.entry("store", Set.of()),
            Map.entry("codec", Set.of()),
            Map.entry("management", Set.of()),
            Map.entry("embedded", Set.of()));

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void rooms_haveOnlyTheArrowsOfThePlan() {
        classes()
                .should(new ArchCondition<>("use only the rooms that the plan lets theirs use") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        String room = roomOf(type);
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(dependency -> dependency
                                        .getTargetClass()
                                        .getBaseComponentType()
                                        .getPackageName()
                                        .startsWith(ROOT))
                                .forEach(dependency -> {
                                    String other =
                                            roomOf(dependency.getTargetClass().getBaseComponentType());
                                    boolean may = room.equals(other)
                                            || ARROWS.getOrDefault(room, Set.of())
                                                    .contains(other);
                                    events.add(new SimpleConditionEvent(type, may, dependency.getDescription()));
                                });
                    }
                })
                .check(MODULE);
    }

    @Test
    void rooms_areAllInThePlan() {
        classes()
                .should(new ArchCondition<>("be in a room that the plan names") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                type, ARROWS.containsKey(roomOf(type)), type.getName() + " is in no room of the plan"));
                    }
                })
                .check(MODULE);
    }

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
                .check(MODULE);
    }

    @Test
    void packages_areNullMarked() {
        classes()
                .should(new ArchCondition<>("be in a package whose package-info says @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                type,
                                type.getPackage().isAnnotatedWith(NullMarked.class),
                                type.getName() + " is in a package that is not @NullMarked"));
                    }
                })
                .check(MODULE);
    }

    @Test
    void server_isTouchedByTheEmbeddedRoomAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".embedded")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fairlead.server..")
                .check(MODULE);
    }

    @Test
    void client_isKnownToTheFrontAndTheStoreAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".store")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fairlead.client..")
                .check(MODULE);
    }

    @Test
    void cluster_isSpokenToByTheStoreAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".store")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fairlead.api.kv.Kv")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fairlead.api.watch.Watches")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fairlead.api.lease.Leases")
                .check(MODULE);
    }

    @Test
    void javaSerialization_isReadByCodecsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".codec")
                .should()
                .dependOnClassesThat()
                .areAssignableTo("java.io.ObjectInputStream")
                .check(MODULE);
    }

    @Test
    void threads_areStartedByTheFrontAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.Executors")
                .check(MODULE);
    }

    private static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}
