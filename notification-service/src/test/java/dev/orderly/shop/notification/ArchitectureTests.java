package dev.orderly.shop.notification;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Which package of the service may depend on which. */
@AnalyzeClasses(packages = "dev.orderly.shop.notification", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    private static final String NOTIFICATION = "dev.orderly.shop.notification.";
    private static final String[] ADAPTERS = {
        NOTIFICATION + "web",
        NOTIFICATION + "messaging",
        NOTIFICATION + "worker",
        NOTIFICATION + "persistence",
        NOTIFICATION + "mail"
    };

    @ArchTest
    static final ArchRule arrowsPointInwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("adapters")
            .definedBy(ADAPTERS)
            .layer("application")
            .definedBy(NOTIFICATION + "application")
            .layer("domain")
            .definedBy(NOTIFICATION + "domain")
            .whereLayer("adapters")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("application")
            .mayOnlyBeAccessedByLayers("adapters");

    @ArchTest
    static final ArchRule noAdapterKnowsAnother = slices().matching(NOTIFICATION + "(*)")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    DescribedPredicate.alwaysTrue(),
                    resideInAnyPackage(NOTIFICATION + "application", NOTIFICATION + "domain"));

    @ArchTest
    static final ArchRule theDomainIsPlainJava = classes()
            .that()
            .resideInAPackage(NOTIFICATION + "domain")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "java..", "org.jspecify.annotations", NOTIFICATION + "domain", "dev.orderly.shop.contract")
                    .or(DescribedPredicate.describe(
                            "are Events", type -> type.getName().equals("dev.orderly.events.Events"))));

    @ArchTest
    static final ArchRule onlyPersistenceKnowsTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackage(NOTIFICATION + "persistence")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql", "javax.sql", "org.springframework.jdbc..", "org.postgresql..");

    @ArchTest
    static final ArchRule adaptersArePackagePrivate = noClasses()
            .that()
            .resideInAnyPackage(ADAPTERS)
            .and()
            .areTopLevelClasses()
            .should()
            .bePublic();

    @ArchTest
    static final ArchRule ofOtherServicesOnlyTheirEventsAreKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.orderly.shop.order..", "dev.orderly.shop.refund..");

    @ArchTest
    static final ArchRule ofTheBusOnlyTheRootPackageIsKnown = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are inside the bus",
                    (JavaClass type) -> type.getPackageName().startsWith("dev.orderly.events.")
                            && !type.getName().matches("dev\\.orderly\\.events\\.tracing\\.EventTracing(\\$.*)?")));
}
