package dev.orderly.shop.notification;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

class ArchitectureTests {

    private static final String ROOT = "dev.orderly.shop.notification";

    private final JavaClasses service = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void arrowsPointInwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("web")
                .definedBy(ROOT + ".web")
                .layer("messaging")
                .definedBy(ROOT + ".messaging")
                .layer("worker")
                .definedBy(ROOT + ".worker")
                .layer("persistence")
                .definedBy(ROOT + ".persistence")
                .layer("mail")
                .definedBy(ROOT + ".mail")
                .layer("application")
                .definedBy(ROOT + ".application")
                .layer("domain")
                .definedBy(ROOT + ".domain")
                .whereLayer("web")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("messaging")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("worker")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("persistence")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("mail")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("application")
                .mayOnlyBeAccessedByLayers("web", "messaging", "worker", "persistence", "mail")
                .check(service);
    }

    @Test
    void theDomainKnowsNoFramework() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".domain")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "tools.jackson..", "java.sql..", "jakarta..")
                .check(service);
    }

    @Test
    void adaptersKeepToThemselves() {
        classes()
                .that()
                .resideInAnyPackage(
                        ROOT + ".web", ROOT + ".messaging", ROOT + ".worker", ROOT + ".persistence", ROOT + ".mail")
                .and()
                .areTopLevelClasses()
                .should()
                .bePackagePrivate()
                .check(service);
    }

    @Test
    void ofTheOtherServicesOnlyTheirEventsAreKnown() {
        noClasses()
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                        "dev.orderly.shop.order..", "dev.orderly.shop.refund.."))
                .check(service);
    }
}
