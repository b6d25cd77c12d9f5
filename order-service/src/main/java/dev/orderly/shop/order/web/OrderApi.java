package dev.orderly.shop.order.web;

import java.util.UUID;

import dev.orderly.shop.idempotency.IdempotentCall;
import dev.orderly.shop.order.domain.OrderStatus;
import dev.orderly.shop.web.LargeResponse;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The REST API and its documentation. */
@Tag(name = "Orders", description = "An order is placed, and then either shipped or canceled.")
@RequestMapping(path = "/orders", produces = MediaType.APPLICATION_JSON_VALUE)
interface OrderApi {

    int DEFAULT_LIMIT = 100;
    int MAX_LIMIT = 1_000;

    @Operation(operationId = "placeOrder", summary = "Place an order")
    @ApiResponse(
            responseCode = "201",
            description = "The order is placed.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The order's address: /orders/{orderId}",
                            schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(implementation = OrderBody.class)))
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> place(
            @Valid @RequestBody PlaceOrderRequest request, @Parameter(hidden = true) IdempotentCall call);

    @Operation(operationId = "getOrder", summary = "Read an order")
    @ApiResponse(responseCode = "200", description = "The order.")
    @ApiResponse(responseCode = "404", description = "There is no order with this id: `order-not-found`.")
    @GetMapping("/{orderId}")
    OrderBody get(@PathVariable UUID orderId);

    @Operation(
            operationId = "listOrders",
            summary = "List orders, the newest first",
            description =
                    "If `nextCursor` is not null, there are older orders: send it as `cursor` to get the next page. "
                            + "A page of large orders can end before its limit.")
    @ApiResponse(responseCode = "200", description = "A page of orders.")
    @LargeResponse
    @GetMapping
    OrderPageBody list(
            @Parameter(description = "Only orders in this status.") @RequestParam(required = false) @Nullable
                    OrderStatus status,
            @Parameter(description = "The maximum number of orders on the page.")
                    @RequestParam(defaultValue = "" + DEFAULT_LIMIT)
                    @Min(1)
                    @Max(MAX_LIMIT)
                    int limit,
            @Parameter(description = "The `nextCursor` of the previous page.") @RequestParam(required = false) @Nullable
                    String cursor);

    @Operation(
            operationId = "cancelOrder",
            summary = "Cancel an order",
            description = "The whole total is refunded to the customer; `refundStatus` shows the progress.")
    @ApiResponse(
            responseCode = "200",
            description = "The order is canceled.",
            content = @Content(schema = @Schema(implementation = OrderBody.class)))
    @ApiResponse(responseCode = "404", description = "There is no order with this id: `order-not-found`.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "The order is already shipped or canceled: `order-already-shipped`, `order-already-canceled`.")
    @PostMapping(path = "/{orderId}/cancellation", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> cancel(
            @PathVariable UUID orderId,
            @Valid @RequestBody CancelOrderRequest request,
            @Parameter(hidden = true) IdempotentCall call);

    @Operation(
            operationId = "shipOrder",
            summary = "Ship an order",
            description = "A shipped order cannot be canceled.")
    @ApiResponse(
            responseCode = "200",
            description = "The order is shipped.",
            content = @Content(schema = @Schema(implementation = OrderBody.class)))
    @ApiResponse(responseCode = "404", description = "There is no order with this id: `order-not-found`.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "The order is already canceled or shipped: `order-already-canceled`, `order-already-shipped`.")
    @PostMapping("/{orderId}/shipment")
    ResponseEntity<?> ship(@PathVariable UUID orderId, @Parameter(hidden = true) IdempotentCall call);
}
