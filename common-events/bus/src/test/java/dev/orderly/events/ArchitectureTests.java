package dev.orderly.events;

import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.orderly.events.support.SafeLog;
import org.slf4j.LoggerFactory;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The walls of the bus. */
@AnalyzeClasses(packages = "dev.orderly", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    private static final String BUS = "dev.orderly.events";

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
    static final ArchRule theFaceDependsOnNoOtherPackageOfTheBus =
            noClasses().that().resideInAPackage(BUS).should().dependOnClassesThat(resideInAPackage(BUS + ".*.."));

    /** Each package, and all that it may know; the face, {@code dev.orderly.events} itself, is known to all. */
    @ArchTest
    static final ArchRule arrowsPointDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("support")
            .definedBy(BUS + ".support..")
            .layer("start")
            .definedBy(BUS + ".start..")
            .layer("tracing")
            .definedBy(BUS + ".tracing..")
            .layer("type")
            .definedBy(BUS + ".type..")
            .layer("activity")
            .definedBy(BUS + ".activity..")
            .layer("config")
            .definedBy(BUS + ".config..")
            .layer("access")
            .definedBy(BUS + ".access..")
            .layer("message")
            .definedBy(BUS + ".message..")
            .layer("store")
            .definedBy(BUS + ".store..")
            .layer("deadletter")
            .definedBy(BUS + ".deadletter..")
            .layer("forwarder")
            .definedBy(BUS + ".forwarder..")
            .layer("inbox")
            .definedBy(BUS + ".inbox..")
            .layer("kafka")
            .definedBy(BUS + ".kafka..")
            .layer("rabbit")
            .definedBy(BUS + ".rabbit..")
            .layer("feed")
            .definedBy(BUS + ".feed..")
            .layer("replay")
            .definedBy(BUS + ".replay..")
            .layer("metrics")
            .definedBy(BUS + ".metrics..")
            .layer("operator")
            .definedBy(BUS + ".operator..")
            .whereLayer("support")
            .mayNotAccessAnyLayer()
            .whereLayer("start")
            .mayNotAccessAnyLayer()
            .whereLayer("tracing")
            .mayNotAccessAnyLayer()
            .whereLayer("type")
            .mayOnlyAccessLayers("start")
            .whereLayer("activity")
            .mayOnlyAccessLayers("support")
            .whereLayer("config")
            .mayOnlyAccessLayers("support", "start", "type", "activity")
            .whereLayer("access")
            .mayOnlyAccessLayers("support", "start", "config")
            .whereLayer("message")
            .mayNotAccessAnyLayer()
            .whereLayer("store")
            .mayOnlyAccessLayers("support", "start", "tracing", "type", "activity", "config")
            .whereLayer("deadletter")
            .mayOnlyAccessLayers("activity", "access", "config", "message")
            .whereLayer("forwarder")
            .mayOnlyAccessLayers("support", "config", "message", "store", "deadletter")
            .whereLayer("inbox")
            .mayOnlyAccessLayers("support", "start", "tracing", "type", "config", "message", "deadletter")
            .whereLayer("kafka")
            .mayOnlyAccessLayers("support", "start", "tracing", "activity", "config", "message", "forwarder", "inbox")
            .whereLayer("rabbit")
            .mayOnlyAccessLayers("support", "start", "tracing", "activity", "config", "message", "forwarder", "inbox")
            .whereLayer("feed")
            .mayOnlyAccessLayers("support", "start", "access", "type", "config", "message", "store", "inbox")
            .whereLayer("replay")
            .mayOnlyAccessLayers("support", "access", "type", "config", "message", "inbox", "feed")
            .whereLayer("metrics")
            .mayOnlyAccessLayers("support", "config", "store", "deadletter", "forwarder", "inbox")
            .whereLayer("operator")
            .mayOnlyAccessLayers(
                    "support", "type", "activity", "config", "access", "store", "deadletter", "forwarder", "inbox");

    @ArchTest
    static final ArchRule noPackageIsOutsideTheLayers = classes()
            .that()
            .resideInAPackage(BUS + ".*..")
            .should()
            .resideInAnyPackage(Set.of(
                            "support",
                            "start",
                            "tracing",
                            "type",
                            "config",
                            "access",
                            "message",
                            "store",
                            "deadletter",
                            "forwarder",
                            "inbox",
                            "kafka",
                            "rabbit",
                            "feed",
                            "replay",
                            "metrics",
                            "activity",
                            "operator")
                    .stream()
                    .map(each -> BUS + "." + each + "..")
                    .toArray(String[]::new));

    @ArchTest
    static final ArchRule everyLogLineIsEscaped = noClasses()
            .that()
            .resideInAPackage(BUS + "..")
            .and()
            .areNotAssignableTo(SafeLog.class)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(LoggerFactory.class)
            .because("SafeLog.of makes loggers that escape text of strangers");

    @ArchTest
    static final ArchRule recordsAreValuesAndHoldNoCollaborators = classes()
            .that()
            .areRecords()
            .should(holdOnlyValues())
            .because("a record shows every component to everyone, and equals by them");

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
                    "dev\\.orderly\\.events\\.(Events|DomainEvent|EventType|EventHandler|EventMetadata|EventContext|EventInterceptor|EventReplays?|ReplayRequest|ReceivedEvent|Upcast|OrderlyDataSource|OrderlyTransactionManager)");

    @ArchTest
    static final ArchRule packagesDoNotFormCycles =
            slices().matching("dev.orderly.(**)").should().beFreeOfCycles();

    private static ArchCondition<JavaClass> holdOnlyValues() {
        return new ArchCondition<>("hold only values") {
            @Override
            public void check(JavaClass record, ConditionEvents events) {
                record.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .forEach(field -> check(field, events));
            }

            private void check(JavaField field, ConditionEvents events) {
                field.getType().getAllInvolvedRawTypes().stream()
                        .filter(COLLABORATOR)
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                field, field.getFullName() + " holds a collaborator, " + type.getName())));
            }
        };
    }

    /** A library's type that does something, or a class or an interface of the bus that is no value itself. */
    private static final DescribedPredicate<JavaClass> COLLABORATOR = resideInAnyPackage(
                    "org.springframework.jdbc..",
                    "org.springframework.transaction..",
                    "org.springframework.context..",
                    "org.springframework.beans..",
                    "org.springframework.kafka..",
                    "org.springframework.amqp..",
                    "org.springframework.web..",
                    "org.apache.kafka.clients..",
                    "com.rabbitmq.client.impl..",
                    "io.micrometer..",
                    "tools.jackson..",
                    "java.sql..",
                    "javax.sql..",
                    "java.util.function..",
                    "java.util.concurrent..")
            .or(resideInAPackage(BUS + "..")
                    .and(DescribedPredicate.describe(
                            "no value",
                            // An event is a value; its record is the application's.
                            type -> !type.isEquivalentTo(DomainEvent.class)
                                    && !type.isRecord()
                                    && !type.isEnum()
                                    && type.getAllSubclasses().stream().noneMatch(JavaClass::isRecord))));
}
