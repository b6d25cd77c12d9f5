package dev.orderly.lab.shop;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/**
 * Has the outside service make a refund, and books it. The booking is part of the running transaction, whose so ever
 * that is; the outside service is beyond the reach of any.
 */
public class Refunds {

    private static final String INSERT = """
            INSERT INTO refund (cancellation, order_no, line) VALUES (?, ?, ?)""";

    private final RestClient outsideService;
    private final JdbcClient jdbc;

    Refunds(RestClient outsideService, JdbcClient jdbc) {
        this.outsideService = outsideService;
        this.jdbc = jdbc;
    }

    /** @throws org.springframework.web.client.RestClientException when the outside service refuses, or is not there */
    public void refund(OrderLineCanceled event) {
        outsideService
                .post()
                .uri("/refunds/{orderNo}/{cancellation}", event.orderNo(), event.cancellation())
                .retrieve()
                .toBodilessEntity();
        jdbc.sql(INSERT)
                .params(event.cancellation(), event.orderNo(), event.line())
                .update();
    }
}
