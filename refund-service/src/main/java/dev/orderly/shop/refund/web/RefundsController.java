package dev.orderly.shop.refund.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.refund.application.FindRefundsService;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.RefundStatus;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Refunds", description = "An order has at most one refund, which its cancellation requests.")
@RestController
class RefundsController {

    private final FindRefundsService findRefunds;

    RefundsController(FindRefundsService findRefunds) {
        this.findRefunds = findRefunds;
    }

    @Operation(
            operationId = "listRefunds",
            summary = "List the refunds of an order",
            description = "Empty if the order is unknown, or if its cancellation has not arrived yet.")
    @ApiResponse(responseCode = "200", description = "The refunds.")
    @GetMapping(path = "/refunds", produces = MediaType.APPLICATION_JSON_VALUE)
    RefundList refunds(@RequestParam UUID orderId) {
        return new RefundList(
                findRefunds.ofOrder(orderId).stream().map(RefundView::of).toList());
    }

    record RefundList(List<RefundView> items) {}

    /** @param completedAt when the gateway's receipt was stored; null unless the status is {@code COMPLETED} */
    record RefundView(
            UUID refundId,
            UUID orderId,
            Amount amount,
            RefundStatus status,
            Instant requestedAt,
            @Nullable Instant completedAt) {

        static RefundView of(Refund refund) {
            return new RefundView(
                    refund.id(),
                    refund.orderId(),
                    refund.amount(),
                    refund.status(),
                    refund.requestedAt(),
                    refund.status() == RefundStatus.COMPLETED ? refund.settledAt() : null);
        }
    }
}
