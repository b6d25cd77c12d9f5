package dev.orderly.shop.contract;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/** The walls of the contract. */
@AnalyzeClasses(packages = "dev.orderly.shop.contract", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule theContractKnowsOnlyThePublicFaceOfTheBus = classes()
            .that()
            .resideInAPackage("dev.orderly.shop.contract..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "dev.orderly.events", "dev.orderly.shop.contract..");
}
