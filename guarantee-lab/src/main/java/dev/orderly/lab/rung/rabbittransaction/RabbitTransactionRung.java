package dev.orderly.lab.rung.rabbittransaction;

import dev.orderly.lab.rung.EventsConfiguration;
import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.shop.Refunds;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.support.converter.JacksonJsonMessageConverter;
import org.springframework.boot.amqp.autoconfigure.RabbitTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** A durable queue, with an order's process at one end and the refunds' at the other. */
public final class RabbitTransactionRung {

    static final String QUEUE = "lab-order-lines";

    private RabbitTransactionRung() {}

    @Configuration(proxyBeanMethods = false)
    static class Messages {

        @Bean
        Queue refundQueue() {
            return QueueBuilder.durable(QUEUE).build();
        }

        @Bean
        JacksonJsonMessageConverter jsonMessages() {
            return new JacksonJsonMessageConverter(OrderLineCanceled.class.getPackageName());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({EventsConfiguration.class, Messages.class})
    public static class OrderSide {

        @Bean
        OrderLineCanceledDispatcher orderLineCanceledDispatcher(RabbitTemplate rabbit) {
            return new OrderLineCanceledDispatcher(rabbit);
        }

        @Bean
        RabbitTemplateCustomizer tiedToTheTransaction() {
            return rabbit -> rabbit.setChannelTransacted(true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Messages.class)
    public static class RefundSide {

        @Bean
        OrderLineCanceledListener orderLineCanceledListener(Refunds refunds) {
            return new OrderLineCanceledListener(refunds);
        }
    }
}
