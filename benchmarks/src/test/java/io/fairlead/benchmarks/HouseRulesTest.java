package io.fairlead.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of the house that this module keeps. */
class HouseRulesTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fairlead.benchmarks");

    @Test
    void rooms_haveOnlyTheArrowsOfThePlan() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("entry")
                .definedBy("io.fairlead.benchmarks")
                .layer("compare")
                .definedBy("io.fairlead.benchmarks.compare..")
                .layer("load")
                .definedBy("io.fairlead.benchmarks.load..")
                .layer("process")
                .definedBy("io.fairlead.benchmarks.process..")
                .layer("report")
                .definedBy("io.fairlead.benchmarks.report..")
                .layer("micro")
                .definedBy("io.fairlead.benchmarks.micro..")
                .layer("stage")
                .definedBy("io.fairlead.benchmarks.stage..")
                .whereLayer("entry")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("micro")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("stage")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("compare")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("load")
                .mayOnlyBeAccessedByLayers("entry", "compare")
                .whereLayer("process")
                .mayOnlyBeAccessedByLayers("entry", "load", "compare")
                .check(MODULE);
    }

    @Test
    void load_knowsNeitherOurServerNorOurClient() {
        noClasses()
                .that()
                .resideInAnyPackage("io.fairlead.benchmarks.load..", "io.fairlead.benchmarks.compare..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fairlead.server..", "io.fairlead.client..")
                .because("every server is to be measured alike")
                .check(MODULE);
    }
}
