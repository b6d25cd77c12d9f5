package dev.orderly.lab.shop;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** The beans of the business. */
@Configuration(proxyBeanMethods = false)
public class ShopConfiguration {

    @Bean
    LabOrders orders(JdbcClient jdbc) {
        return new LabOrders(jdbc);
    }

    @Bean
    CancelOrderLine cancelOrderLine(LabOrders orders) {
        return new CancelOrderLineService(orders);
    }

    @Bean
    LabRefunds refunds(@Value("${lab.outside-service}") String outsideService, JdbcClient jdbc) {
        return new LabRefunds(RestClient.create(outsideService), jdbc);
    }
}
