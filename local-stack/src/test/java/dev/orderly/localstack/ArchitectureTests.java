package dev.orderly.localstack;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The package structure of this module: dependencies point from the command down to the processes. */
@AnalyzeClasses(packages = "dev.orderly.localstack", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesDoNotFormCycles =
            slices().matching("dev.orderly.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noDependencyPointsUpward = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.orderly.localstack..")
            .layer("command")
            .definedBy("dev.orderly.localstack")
            .layer("runs")
            .definedBy("dev.orderly.localstack.demo..", "dev.orderly.localstack.training..")
            .layer("stack")
            .definedBy("dev.orderly.localstack.stack..")
            .layer("components")
            .definedBy(
                    "dev.orderly.localstack.broker..",
                    "dev.orderly.localstack.database..",
                    "dev.orderly.localstack.installed..",
                    "dev.orderly.localstack.stub..",
                    "dev.orderly.localstack.shop..")
            .layer("process")
            .definedBy("dev.orderly.localstack.process..")
            .whereLayer("command")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("runs")
            .mayOnlyBeAccessedByLayers("command")
            .whereLayer("stack")
            .mayOnlyBeAccessedByLayers("command", "runs")
            .whereLayer("components")
            .mayOnlyBeAccessedByLayers("runs", "stack")
            .whereLayer("process")
            .mayOnlyBeAccessedByLayers("command", "runs", "stack", "components")
            .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule componentsDoNotKnowEachOther = slices().matching(
                    "dev.orderly.localstack.(broker|database|installed|stub|shop)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule theStackKnowsNeitherTheBusNorTheClassesOfTheServices = noClasses()
            .that()
            .resideInAPackage("dev.orderly.localstack..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.orderly.events..", "dev.orderly.shop..");
}
