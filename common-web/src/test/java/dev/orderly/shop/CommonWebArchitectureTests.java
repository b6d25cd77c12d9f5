package dev.orderly.shop;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Problem details, idempotency, leased work and logins are separate packages, and know neither a service nor the bus. */
@AnalyzeClasses(packages = "dev.orderly.shop", importOptions = ImportOption.DoNotIncludeTests.class)
class CommonWebArchitectureTests {

    private static final String WEB = "dev.orderly.shop.web";
    private static final String IDEMPOTENCY = "dev.orderly.shop.idempotency";
    private static final String SECURITY = "dev.orderly.shop.security";
    private static final String WORK = "dev.orderly.shop.work";

    @ArchTest
    static final ArchRule thereAreFourPackages =
            classes().should().resideInAnyPackage(WEB, IDEMPOTENCY, WORK, SECURITY);

    @ArchTest
    static final ArchRule noServiceAndNotTheBusAreKnown = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(WEB, IDEMPOTENCY, WORK, SECURITY)
                    .or(DescribedPredicate.not(resideInAPackage("dev.orderly.."))));

    @ArchTest
    static final ArchRule webKnowsNeitherOfTheOthers = noClasses()
            .that()
            .resideInAPackage(WEB)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(IDEMPOTENCY, WORK, "org.springframework.jdbc..");

    @ArchTest
    static final ArchRule workKnowsNoHttp = noClasses()
            .that()
            .resideInAPackage(WORK)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    WEB, IDEMPOTENCY, "org.springframework.http..", "org.springframework.web..", "jakarta..");

    @ArchTest
    static final ArchRule thereAreNoCycles =
            slices().matching("dev.orderly.shop.(*)..").should().beFreeOfCycles();
}
