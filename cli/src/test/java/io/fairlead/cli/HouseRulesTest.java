package io.fairlead.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that this module keeps. */
class HouseRulesTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fairlead.cli");

    @Test
    void rooms_haveOnlyTheArrowsOfThePlan() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("entry")
                .definedBy("io.fairlead.cli")
                .layer("server")
                .definedBy("io.fairlead.cli.server..")
                .layer("older")
                .definedBy("io.fairlead.cli.older..")
                .layer("snapshot")
                .definedBy("io.fairlead.cli.snapshot..")
                .layer("auth")
                .definedBy("io.fairlead.cli.auth..")
                .layer("check")
                .definedBy("io.fairlead.cli.check..")
                .layer("lease")
                .definedBy("io.fairlead.cli.lease..")
                .layer("mirror")
                .definedBy("io.fairlead.cli.mirror..")
                .layer("session")
                .definedBy("io.fairlead.cli.session..")
                .layer("watch")
                .definedBy("io.fairlead.cli.watch..")
                .layer("command")
                .definedBy("io.fairlead.cli.command..")
                .layer("wire")
                .definedBy("io.fairlead.cli.wire..")
                .layer("render")
                .definedBy("io.fairlead.cli.render..")
                .layer("log")
                .definedBy("io.fairlead.cli.log..")
                .layer("flag")
                .definedBy("io.fairlead.cli.flag..")
                .layer("shell")
                .definedBy("io.fairlead.cli.shell..")
                .whereLayer("entry")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("older")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("snapshot")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("auth")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("check")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("lease")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("mirror")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("watch")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("command")
                .mayOnlyBeAccessedByLayers(
                        "entry", "older", "snapshot", "auth", "check", "lease", "mirror", "session", "watch")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers(
                        "command", "older", "snapshot", "auth", "check", "lease", "mirror", "session", "watch")
                .whereLayer("render")
                .mayOnlyBeAccessedByLayers(
                        "command", "older", "snapshot", "auth", "check", "lease", "mirror", "session", "watch")
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("entry", "server", "snapshot")
                .whereLayer("flag")
                .mayOnlyBeAccessedByLayers(
                        "entry",
                        "server",
                        "older",
                        "snapshot",
                        "command",
                        "render",
                        "auth",
                        "check",
                        "lease",
                        "mirror",
                        "session",
                        "watch")
                .check(MODULE);
    }

    @Test
    void commands_doNotKnowTheServer() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.fairlead.cli.auth..",
                        "io.fairlead.cli.check..",
                        "io.fairlead.cli.command..",
                        "io.fairlead.cli.lease..",
                        "io.fairlead.cli.mirror..",
                        "io.fairlead.cli.older..",
                        "io.fairlead.cli.session..",
                        "io.fairlead.cli.watch..",
                        "io.fairlead.cli.wire..",
                        "io.fairlead.cli.render..",
                        "io.fairlead.cli.flag..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fairlead.server..")
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
}
