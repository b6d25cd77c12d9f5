package dev.orderly.shop.refund.gateway;

import java.math.BigDecimal;
import java.util.UUID;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.PostExchange;

/** The gateway's interface. Its answers are taken as text: whatever it says, it is this service that makes sense of it. */
interface GatewayApi {

    @PostExchange(url = "/refunds", contentType = "application/json")
    ResponseEntity<String> refund(@RequestHeader("Idempotency-Key") UUID key, @RequestBody RefundRequest request);

    record RefundRequest(UUID refundId, UUID orderId, BigDecimal amount, String currency) {}
}
