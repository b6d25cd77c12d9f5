package dev.orderly.shop.refund;

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
@AnalyzeClasses(packages = "dev.orderly.shop.refund", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    private static final String REFUND = "dev.orderly.shop.refund.";
    private static final String[] ADAPTERS = {
        REFUND + "web", REFUND + "messaging", REFUND + "worker", REFUND + "persistence", REFUND + "gateway"
    };

    @ArchTest
    static final ArchRule arrowsPointInwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("adapters")
            .definedBy(ADAPTERS)
            .layer("application")
            .definedBy(REFUND + "application")
            .layer("domain")
            .definedBy(REFUND + "domain")
            .whereLayer("adapters")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("application")
            .mayOnlyBeAccessedByLayers("adapters");

    @ArchTest
    static final ArchRule noAdapterKnowsAnother = slices().matching(REFUND + "(*)")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    DescribedPredicate.alwaysTrue(), resideInAnyPackage(REFUND + "application", REFUND + "domain"));

    @ArchTest
    static final ArchRule theDomainIsPlainJava = classes()
            .that()
            .resideInAPackage(REFUND + "domain")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "java..", "org.jspecify.annotations", REFUND + "domain", "dev.orderly.shop.contract")
                    .or(DescribedPredicate.describe(
                            "are Events", type -> type.getName().equals("dev.orderly.events.Events"))));

    @ArchTest
    static final ArchRule onlyPersistenceKnowsTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackage(REFUND + "persistence")
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
            .resideInAnyPackage("dev.orderly.shop.order..", "dev.orderly.shop.notification..");

    @ArchTest
    static final ArchRule ofTheBusOnlyTheRootPackageIsKnown = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are inside the bus",
                    (JavaClass type) -> type.getPackageName().startsWith("dev.orderly.events.")
                            && !type.getName().matches("dev\\.orderly\\.events\\.tracing\\.EventTracing(\\$.*)?")));
}
