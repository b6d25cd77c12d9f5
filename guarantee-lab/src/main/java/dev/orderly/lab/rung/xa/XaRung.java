package dev.orderly.lab.rung.xa;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import javax.sql.XADataSource;

import dev.orderly.lab.shop.CancelOrderLine;
import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.shop.SpringEventsConfiguration;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolXAConnectionFactory;
import org.postgresql.xa.PGXADataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jms.annotation.EnableJms;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.support.converter.JacksonJsonMessageConverter;
import org.springframework.jms.support.converter.MessageConverter;
import org.springframework.jms.support.converter.MessageType;
import org.springframework.transaction.jta.JtaTransactionManager;

/** PostgreSQL's prepared transactions, ActiveMQ Artemis as the JMS broker, and Narayana as the coordinator, in each of the two processes. */
public final class XaRung {

    static final String TOPIC = "lab-order-lines";

    /** The topic's queue, as Artemis addresses it. */
    static final String QUEUE = TOPIC + "::lab-order-lines";

    private static final int CONNECTIONS = 24;

    private XaRung() {}

    @Configuration(proxyBeanMethods = false)
    static class GlobalTransaction {

        @Bean
        XADataSource xaDataSource(DataSourceProperties properties) {
            var database = new PGXADataSource();
            database.setUrl(properties.getUrl());
            database.setUser(properties.getUsername());
            database.setPassword(properties.getPassword());
            return database;
        }

        /** A window of 0: no message waits in the client, where a message that is rolled back could not get ahead of it. */
        @Bean
        ActiveMQXAConnectionFactory broker(@Value("${lab.artemis}") String url) {
            var broker = new ActiveMQXAConnectionFactory(url);
            broker.setConsumerWindowSize(0);
            return broker;
        }

        @Bean
        Coordinator coordinator(
                XADataSource xaDataSource,
                ActiveMQXAConnectionFactory broker,
                @Value("${lab.transaction-log}") Path log,
                @Value("${lab.node}") String node) {
            return new Coordinator(
                    log,
                    node,
                    new RecoveredResource(() -> xaDataSource.getXAConnection().getXAResource()),
                    new RecoveredResource(() -> broker.createXAContext().getXAResource()));
        }

        @Bean
        JtaTransactionManager transactionManager(Coordinator coordinator) {
            return new JtaTransactionManager(coordinator.userTransaction(), coordinator.transactionManager());
        }

        @Bean
        DataSource dataSource(Coordinator coordinator, DataSourceProperties properties) throws SQLException {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(CONNECTIONS)
                            .transactionIntegration(new NarayanaTransactionIntegration(
                                    coordinator.transactionManager(), coordinator.synchronizations()))
                            .connectionFactoryConfiguration(connection -> connection
                                    .connectionProviderClass(PGXADataSource.class)
                                    .jdbcUrl(properties.getUrl())
                                    .principal(new NamePrincipal(properties.getUsername()))
                                    .credential(new SimplePassword(properties.getPassword())))));
        }

        @Bean(initMethod = "start", destroyMethod = "stop")
        JmsPoolXAConnectionFactory connectionFactory(ActiveMQXAConnectionFactory broker, Coordinator coordinator) {
            var pool = new JmsPoolXAConnectionFactory();
            pool.setConnectionFactory(broker);
            pool.setTransactionManager(coordinator.transactionManager());
            return pool;
        }

        @Bean
        MessageConverter jsonMessages() {
            var json = new JacksonJsonMessageConverter();
            json.setTargetType(MessageType.TEXT);
            json.setTypeIdPropertyName("type");
            json.setTypeIdMappings(Map.of("OrderLineCanceled", OrderLineCanceled.class));
            return json;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({SpringEventsConfiguration.class, GlobalTransaction.class})
    public static class OrderSide {

        @Bean
        JmsTemplate jmsTemplate(JmsPoolXAConnectionFactory connectionFactory, MessageConverter jsonMessages) {
            var jms = new JmsTemplate(connectionFactory);
            jms.setPubSubDomain(true);
            jms.setMessageConverter(jsonMessages);
            return jms;
        }

        @Bean
        @Primary
        @ConditionalOnProperty("lab.halt-before-commit")
        CancelOrderLine haltingUseCase(@Qualifier("cancelOrderLine") CancelOrderLine useCase, Coordinator coordinator) {
            return HaltingResource.before(useCase, coordinator.transactionManager());
        }

        @Bean
        XaDispatcher xaDispatcher(JmsTemplate jms) {
            return new XaDispatcher(jms);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableJms
    @Import(GlobalTransaction.class)
    public static class RefundSide {

        @Bean
        DefaultJmsListenerContainerFactory jmsListenerContainerFactory(
                JmsPoolXAConnectionFactory connectionFactory,
                MessageConverter jsonMessages,
                JtaTransactionManager transactionManager) {
            var containers = new DefaultJmsListenerContainerFactory();
            containers.setConnectionFactory(connectionFactory);
            containers.setMessageConverter(jsonMessages);
            containers.setTransactionManager(transactionManager);
            containers.setRecoveryInterval(Duration.ofMillis(500).toMillis());
            return containers;
        }

        @Bean
        XaListener xaListener(LabRefunds refunds) {
            return new XaListener(refunds);
        }
    }
}
