package dev.orderly.lab;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The packages of the lab: experiment, process, ladder, listings, shop, in this order. */
@AnalyzeClasses(packages = "dev.orderly.lab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    private static final String LAB = "dev.orderly.lab.";

    @ArchTest
    static final ArchRule eachLayerUsesOnlyTheLayersBelowIt = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("experiment")
            .definedBy(LAB + "experiment")
            .layer("process")
            .definedBy(LAB + "process")
            .layer("ladder")
            .definedBy(LAB + "rung")
            .layer("listings")
            .definedBy(LAB + "rung.*")
            .layer("shop")
            .definedBy(LAB + "shop")
            .whereLayer("experiment")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("process")
            .mayOnlyBeAccessedByLayers("experiment")
            .whereLayer("ladder")
            .mayOnlyBeAccessedByLayers("experiment", "process")
            .whereLayer("listings")
            .mayOnlyBeAccessedByLayers("ladder");

    /** Each package is a slice of its own, a listing and the ladder above it too. */
    @ArchTest
    static final ArchRule noPackagesFormACycle =
            slices().matching("dev.orderly.lab.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule aListingKnowsNoOtherListing =
            slices().matching(LAB + "rung.(*)").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule ofTheBusTheLabUsesOnlyTheFace = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.orderly.events..")
                    .and(not(resideInAnyPackage("dev.orderly.events", "dev.orderly.events.test"))));

    @ArchTest
    static final ArchRule onlyExperimentsStartServers = noClasses()
            .that()
            .resideOutsideOfPackage(LAB + "experiment")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.orderly.localstack..");
}
