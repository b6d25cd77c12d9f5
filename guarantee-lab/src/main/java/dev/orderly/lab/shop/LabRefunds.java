package dev.orderly.lab.shop;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/**
 * Requests a refund from the outside service and books it in the database. The booking is part of the running
 * transaction, if there is one; the request to the outside service never is, and no rollback undoes it.
 */
public class LabRefunds {

    private static final String INSERT = """
            INSERT INTO refund (cancellation, order_no, line) VALUES (?, ?, ?)""";

    private final RestClient outsideService;
    private final JdbcClient jdbc;

    LabRefunds(RestClient outsideService, JdbcClient jdbc) {
        this.outsideService = outsideService;
        this.jdbc = jdbc;
    }

    /** @throws org.springframework.web.client.RestClientException if the outside service refuses or cannot be reached */
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
