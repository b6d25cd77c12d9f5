package dev.orderly.shop.order;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Which package of the service may depend on which. */
@AnalyzeClasses(packages = "dev.orderly.shop.order", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    private static final String ORDER = "dev.orderly.shop.order.";

    @ArchTest
    static final ArchRule arrowsPointInwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("web")
            .definedBy(ORDER + "web")
            .layer("messaging")
            .definedBy(ORDER + "messaging")
            .layer("application")
            .definedBy(ORDER + "application")
            .layer("persistence")
            .definedBy(ORDER + "persistence")
            .layer("domain")
            .definedBy(ORDER + "domain")
            .whereLayer("web")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("messaging")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("persistence")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("application")
            .mayOnlyBeAccessedByLayers("web", "messaging")
            .whereLayer("domain")
            .mayOnlyBeAccessedByLayers("web", "application", "persistence");

    @ArchTest
    static final ArchRule theDomainIsPlainJava = classes()
            .that()
            .resideInAPackage(ORDER + "domain")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "java..", "org.jspecify.annotations", ORDER + "domain", "dev.orderly.shop.contract")
                    .or(DescribedPredicate.describe(
                            "are Events", type -> type.getName().equals("dev.orderly.events.Events"))));

    @ArchTest
    static final ArchRule onlyPersistenceKnowsTheDatabase = noClasses()
            .that(resideInAPackage("dev.orderly.shop.order..")
                    .and(DescribedPredicate.not(resideInAPackage(ORDER + "persistence"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql", "javax.sql", "org.springframework.jdbc..", "org.postgresql..");

    @ArchTest
    static final ArchRule onlyMessagingKnowsHandlersOfEvents = noClasses()
            .that(DescribedPredicate.not(resideInAPackage(ORDER + "messaging")))
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of the bus, except Events",
                    (JavaClass type) -> type.getPackageName().startsWith("dev.orderly.events")
                            && !type.getName().equals("dev.orderly.events.Events")));

    @ArchTest
    static final ArchRule thereAreNoCycles =
            slices().matching(ORDER + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule implementationsArePackagePrivate = noClasses()
            .that()
            .resideInAnyPackage(ORDER + "web", ORDER + "messaging", ORDER + "persistence")
            .and()
            .areTopLevelClasses()
            .should()
            .bePublic();

    @ArchTest
    static final ArchRule ofTheBusOnlyTheRootPackageIsKnown = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are inside the bus",
                    (JavaClass type) -> type.getPackageName().startsWith("dev.orderly.events.")
                            && !type.getName().matches("dev\\.orderly\\.events\\.tracing\\.EventTracing(\\$.*)?")));
}
