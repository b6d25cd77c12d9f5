package dev.orderly.events;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The walls of the bus. */
@AnalyzeClasses(packages = "dev.orderly", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule theBusKnowsNothingOfTheShop = noClasses()
            .that()
            .resideInAPackage("dev.orderly.events..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.orderly.shop..");

    @ArchTest
    static final ArchRule onlyTheKafkaPackageKnowsKafka = noClasses()
            .that()
            .resideInAPackage("dev.orderly.events..")
            .and()
            .resideOutsideOfPackage("dev.orderly.events.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..");

    @ArchTest
    static final ArchRule onlyTheRabbitPackageKnowsRabbit = noClasses()
            .that()
            .resideInAPackage("dev.orderly.events..")
            .and()
            .resideOutsideOfPackage("dev.orderly.events.rabbit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..");

    @ArchTest
    static final ArchRule theStoreKnowsNoTransportAndNoReader = noClasses()
            .that()
            .resideInAPackage("dev.orderly.events.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.orderly.events.forwarder..",
                    "dev.orderly.events.kafka..",
                    "dev.orderly.events.rabbit..",
                    "dev.orderly.events.feed..",
                    "dev.orderly.events.inbox..");

    @ArchTest
    static final ArchRule theRootPackageIsThePublicFace = classes()
            .that()
            .resideInAPackage("dev.orderly.events")
            .and()
            .areTopLevelClasses()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveNameMatching(
                    "dev\\.orderly\\.events\\.(Events|DomainEvent|EventType|EventHandler|EventMetadata|Upcast)");

    @ArchTest
    static final ArchRule packagesDoNotFormCycles =
            slices().matching("dev.orderly.(**)").should().beFreeOfCycles();
}
