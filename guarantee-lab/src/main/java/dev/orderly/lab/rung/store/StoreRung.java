package dev.orderly.lab.rung.store;

import dev.orderly.lab.shop.Refunds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** There is no dispatcher: what is raised is stored in the caller's transaction, and the bus does the rest. */
public final class StoreRung {

    private StoreRung() {}

    @Configuration(proxyBeanMethods = false)
    public static class OrderSide {}

    @Configuration(proxyBeanMethods = false)
    public static class RefundSide {

        @Bean
        OrderLineCanceledHandler orderLineCanceledHandler(Refunds refunds) {
            return new OrderLineCanceledHandler(refunds);
        }
    }
}
