package dev.orderly.shop.refund.worker;

import dev.orderly.shop.refund.application.PayRefundService;
import dev.orderly.shop.refund.application.PaymentProperties;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.work.LeasedWork;
import dev.orderly.shop.work.Leases;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The threads that pay refunds. */
@Configuration(proxyBeanMethods = false)
class RefundWorkConfiguration {

    @Bean
    LeasedWork<Refund> refundWork(Leases<Refund> leases, PayRefundService payRefund, PaymentProperties properties) {
        return new LeasedWork<>("refund", properties.parallel(), properties.lease(), leases, payRefund::pay);
    }
}
