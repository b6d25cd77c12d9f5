package dev.orderly.shop.refund.persistence;

import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.work.JdbcLeases;
import dev.orderly.shop.work.LeaseTable;
import dev.orderly.shop.work.Leases;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Refunds without a final answer are work. */
@Configuration(proxyBeanMethods = false)
class RefundLeasesConfiguration {

    private static final LeaseTable UNPAID_REFUNDS = new LeaseTable("refund", "work.status = 'REQUESTED'");

    @Bean
    Leases<Refund> refundLeases(JdbcClient jdbc) {
        return new JdbcLeases<>(jdbc, UNPAID_REFUNDS, RefundRow::refund);
    }
}
