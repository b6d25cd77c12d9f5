package dev.orderly.lab.rung.store;

import dev.orderly.lab.shop.LabRefunds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bus: it stores each raised event in the caller's transaction and delivers it. The rung needs no dispatcher of its own. */
public final class StoreRung {

    private StoreRung() {}

    @Configuration(proxyBeanMethods = false)
    public static class OrderSide {}

    @Configuration(proxyBeanMethods = false)
    public static class RefundSide {

        @Bean
        StoreHandler storeHandler(LabRefunds refunds) {
            return new StoreHandler(refunds);
        }
    }
}
