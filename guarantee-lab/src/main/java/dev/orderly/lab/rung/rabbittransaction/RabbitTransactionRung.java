package dev.orderly.lab.rung.rabbittransaction;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.shop.SpringEventsConfiguration;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.ExchangeBuilder;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.support.converter.JacksonJsonMessageConverter;
import org.springframework.boot.amqp.autoconfigure.RabbitTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The order's process publishes to an exchange with a durable queue; the refund's process consumes it. */
public final class RabbitTransactionRung {

    public static final String EXCHANGE = "lab-order-lines";
    static final String QUEUE = "lab-order-lines";

    private RabbitTransactionRung() {}

    @Configuration(proxyBeanMethods = false)
    static class Messages {

        @Bean
        Queue refundQueue() {
            return QueueBuilder.durable(QUEUE).build();
        }

        @Bean
        FanoutExchange orderExchange() {
            return ExchangeBuilder.fanoutExchange(EXCHANGE).durable(true).build();
        }

        @Bean
        Binding refundBinding(Queue refundQueue, FanoutExchange orderExchange) {
            return BindingBuilder.bind(refundQueue).to(orderExchange);
        }

        @Bean
        JacksonJsonMessageConverter jsonMessages() {
            return new JacksonJsonMessageConverter(OrderLineCanceled.class.getPackageName());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({SpringEventsConfiguration.class, Messages.class})
    public static class OrderSide {

        @Bean
        RabbitTransactionDispatcher rabbitTransactionDispatcher(RabbitTemplate rabbit) {
            return new RabbitTransactionDispatcher(rabbit);
        }

        @Bean
        RabbitTemplateCustomizer boundToTheTransaction() {
            return rabbit -> rabbit.setChannelTransacted(true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Messages.class)
    public static class RefundSide {

        @Bean
        RabbitTransactionListener rabbitTransactionListener(LabRefunds refunds) {
            return new RabbitTransactionListener(refunds);
        }
    }
}
