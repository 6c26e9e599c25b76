package io.fairlead.api;

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
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that this module keeps. */
class HouseRulesTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fairlead.api");

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
    void api_knowsNobody() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fairlead.server..", "io.fairlead.client..", "io.fairlead.jcache..")
                .allowEmptyShould(true)
                .check(MODULE);
    }

    @Test
    void contracts_keepTheGeneratedWireInside() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.fairlead.api.pb..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fairlead.api.pb..")
                .allowEmptyShould(true)
                .check(MODULE);
    }

    @Test
    void contracts_useOnlyTheJdkAndOurValues() {
        classes()
                .that()
                .resideOutsideOfPackages("io.fairlead.api.pb..", "io.fairlead.api.error")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", "io.fairlead.api..")
                .check(MODULE);
    }

    @Test
    void values_knowNoContract() {
        noClasses()
                .that()
                .resideInAPackage("io.fairlead.api")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fairlead.api.call..",
                        "io.fairlead.api.kv..",
                        "io.fairlead.api.watch..",
                        "io.fairlead.api.lease..",
                        "io.fairlead.api.auth..",
                        "io.fairlead.api.cluster..",
                        "io.fairlead.api.maintenance..",
                        "io.fairlead.api.concurrency..")
                .check(MODULE);
    }
}
