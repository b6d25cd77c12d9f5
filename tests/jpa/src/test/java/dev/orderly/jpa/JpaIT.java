package dev.orderly.jpa;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.orderly.events.EventHandler;
import dev.orderly.events.Events;
import dev.orderly.events.test.Deliveries;
import dev.orderly.jpa.Account.Deposited;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * In a service with JPA, the bus joins the transactions of the {@link JpaTransactionManager}. Liquibase migrates the
 * service's own tables.
 */
@SpringBootTest(
        properties = {
            "orderly.source=/accounts",
            "orderly.subscriptions=account-events",
            "orderly.inbox.poll-interval=1h",
            "spring.liquibase.change-log=classpath:/db/changelog/accounts.sql",
            "spring.jpa.hibernate.ddl-auto=validate",
            "spring.jpa.open-in-view=false",
            "spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration"
        })
@Import(Deliveries.class)
class JpaIT {

    private final String id = UUID.randomUUID().toString();

    @Autowired
    PlatformTransactionManager transactionManager;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Accounts accounts;

    @Autowired
    VersionedAccounts versionedAccounts;

    @Autowired
    Deliveries deliveries;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        var database = TestServers.database("jpa");
        registry.add("spring.datasource.url", database::jdbcUrl);
        registry.add("spring.datasource.username", database::username);
        registry.add("spring.datasource.password", database::password);
    }

    @BeforeEach
    void openAccount() {
        assertThat(transactionManager).isInstanceOf(JpaTransactionManager.class);
        accounts.save(new Account(id));
    }

    @Test
    void liquibaseMigratesTheServicesTablesAndTheBusItsOwn() {
        assertThat(tablesOf("public"))
                .containsExactlyInAnyOrder(
                        "account", "versioned_account", "databasechangelog", "databasechangeloglock");
        assertThat(tablesOf("orderly"))
                .contains("schema_history", "event_entry", "processed_event")
                .noneMatch(each -> each.startsWith("databasechangelog"));
    }

    @Test
    void anEntityAndItsEventAreCommittedTogether() {
        deposit(100);

        assertThat(balance()).isEqualTo(100);
        assertThat(storedEvents()).isEqualTo(1);
    }

    @Test
    void anEventIsNotStoredIfItsEntityIsRefusedAtTheCommit() {
        assertThatThrownBy(() -> deposit(1_001)).hasRootCauseInstanceOf(Account.LimitExceededException.class);

        assertThat(balance()).isZero();
        assertThat(storedEvents()).isZero();
    }

    @Test
    void anEntityAndItsEventAreRolledBackTogether() {
        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {
                    accounts.findById(id).orElseThrow().deposit(100);
                    jdbc.sql("SELECT 1 / 0").query(Integer.class).single();
                }))
                .isNotNull();

        assertThat(balance()).isZero();
        assertThat(storedEvents()).isZero();
    }

    @Test
    void aHandlerThatUsesARepositoryCommitsItsEffectOnceWithTheProcessedEvent() {
        var delivery = deliveries.prepare(new Deposited(id, 100));

        deliveries.deliver(delivery, delivery);

        assertThat(balance()).isEqualTo(100);
        assertThat(isProcessed(delivery.id())).isTrue();
    }

    @Test
    void anEventWhoseHandlerIsRefusedAtTheCommitIsDeadLetteredAndOtherAggregatesGoOn() {
        var other = UUID.randomUUID().toString();
        accounts.save(new Account(other));
        var refused = deliveries.prepare(new Deposited(id, 1_001));

        deliveries.deliverTogether(refused, deliveries.prepare(new Deposited(other, 100)));

        assertThat(balance()).isZero();
        assertThat(isProcessed(refused.id())).isFalse();
        assertThat(deadLetters()).isEqualTo(1);
        assertThat(accounts.findById(other).orElseThrow().balance()).isEqualTo(100);
    }

    @Test
    void raisingAfterTheCommitIsRefusedAndStoresNothing() {
        assertThatThrownBy(() -> transactions.executeWithoutResult(status ->
                        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                            @Override
                            public void afterCommit() {
                                Events.raise(new Deposited(id, 100));
                            }
                        })))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was raised after its transaction had ended");

        assertThat(storedEvents()).isZero();
    }

    /** Hibernate flushes at the commit, so both raise their event before they change the row. */
    @Test
    void ofTwoTransactionsOnOneVersionTheLaterIsRefusedWithItsEvent() {
        versionedAccounts.save(new VersionedAccount(id));

        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {
                    versionedAccounts.findById(id).orElseThrow().deposit(1);
                    inAnotherThread(
                            () -> versionedAccounts.findById(id).orElseThrow().deposit(2));
                }))
                .isInstanceOf(OptimisticLockingFailureException.class);

        assertThat(amountsInOrderOfTheStore()).containsExactly(2);
    }

    @Test
    void aTransactionThatLocksItsAggregateFirstRaisesAfterTheOneThatHoldsTheLock() {
        var second = transactions.execute(status -> {
            var account = accounts.findForUpdateById(id).orElseThrow();
            var waiting = CompletableFuture.runAsync(() -> transactions.executeWithoutResult(
                    other -> accounts.findForUpdateById(id).orElseThrow().deposit(2)));
            await().until(() ->
                    count("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype <> ?", "none") == 1);
            account.deposit(1);
            return waiting;
        });

        second.join();
        assertThat(amountsInOrderOfTheStore()).containsExactly(1, 2);
    }

    /** Not promised, as docs/guide/ordering.md says: the second transaction commits first. */
    @Test
    void withoutAVersionOrALockEventsAreInTheOrderInWhichTheyWereRaised() {
        transactions.executeWithoutResult(status -> {
            accounts.findById(id).orElseThrow().deposit(1);
            inAnotherThread(() -> accounts.findById(id).orElseThrow().deposit(2));
        });

        assertThat(amountsInOrderOfTheStore()).containsExactly(1, 2);
        assertThat(balance()).as("an update is lost, too").isEqualTo(1);
    }

    private void inAnotherThread(Runnable useCase) {
        CompletableFuture.runAsync(() -> transactions.executeWithoutResult(status -> useCase.run()))
                .join();
    }

    private List<Integer> amountsInOrderOfTheStore() {
        return jdbc.sql("""
                        SELECT (convert_from(payload, 'UTF8')::jsonb ->> 'amount')::int
                        FROM orderly.event_entry
                        WHERE subject = ?
                        ORDER BY insertion_id""").param(id).query(Integer.class).list();
    }

    private void deposit(int amount) {
        transactions.executeWithoutResult(
                status -> accounts.findById(id).orElseThrow().deposit(amount));
    }

    private List<String> tablesOf(String schema) {
        return jdbc.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = ?")
                .param(schema)
                .query(String.class)
                .list();
    }

    private int balance() {
        return accounts.findById(id).orElseThrow().balance();
    }

    private long storedEvents() {
        return count("SELECT count(*) FROM orderly.event_entry WHERE subject = ?", id);
    }

    private long deadLetters() {
        return count("SELECT count(*) FROM orderly.dead_letter WHERE key = ?", id);
    }

    private boolean isProcessed(UUID eventId) {
        return count("SELECT count(*) FROM orderly.processed_event WHERE event_id = ?", eventId) == 1;
    }

    private long count(String sql, Object parameter) {
        return jdbc.sql(sql).param(parameter).query(Long.class).single();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Bookkeeper.class)
    static class Application {}

    static class Bookkeeper {

        private final Accounts accounts;

        Bookkeeper(Accounts accounts) {
            this.accounts = accounts;
        }

        @EventHandler
        void on(Deposited event) {
            accounts.findById(event.aggregateId()).orElseThrow().book(event.amount());
        }
    }
}
