package dev.orderly.shop.refund.gateway;

import java.math.BigDecimal;
import java.util.UUID;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.PostExchange;

/** The gateway's HTTP interface. Responses are read as text, so that this service can handle any malformed one. */
interface GatewayApi {

    @PostExchange(url = "/refunds", contentType = "application/json")
    ResponseEntity<String> refund(@RequestHeader("Idempotency-Key") UUID key, @RequestBody RefundRequest request);

    record RefundRequest(UUID refundId, UUID orderId, BigDecimal amount, String currency) {}
}
