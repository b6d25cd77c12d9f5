package dev.orderly.lab.rung.direct;

import dev.orderly.lab.shop.CancelOrderLine;
import dev.orderly.lab.shop.LabOrders;
import dev.orderly.lab.shop.LabRefunds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** No event, no handler, no publisher. */
@Configuration(proxyBeanMethods = false)
public class DirectRung {

    @Bean
    @Primary
    CancelOrderLine cancelAndRefundOrderLine(LabOrders orders, LabRefunds refunds) {
        return new CancelAndRefundOrderLine(orders, refunds);
    }
}
