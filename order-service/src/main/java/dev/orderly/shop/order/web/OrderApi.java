package dev.orderly.shop.order.web;

import java.util.UUID;

import dev.orderly.shop.order.domain.OrderStatus;
import dev.orderly.shop.order.idempotency.IdempotentCall;
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

/** What the service offers over HTTP, and how it is documented there. */
@Tag(name = "Orders", description = "An order is placed, and then either shipped or cancelled.")
@RequestMapping(path = "/orders", produces = MediaType.APPLICATION_JSON_VALUE)
interface OrderApi {

    int DEFAULT_LIMIT = 100;
    int MAX_LIMIT = 1_000;

    @Operation(summary = "Place an order")
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

    @Operation(summary = "Read an order")
    @ApiResponse(responseCode = "200", description = "The order.")
    @ApiResponse(responseCode = "404", description = "There is no such order: `order-not-found`.")
    @GetMapping("/{orderId}")
    OrderBody get(@PathVariable UUID orderId);

    @Operation(
            summary = "List orders, the newest first",
            description = "While `nextCursor` is not null there are older ones: ask again with `cursor` set to it.")
    @ApiResponse(responseCode = "200", description = "A page of orders.")
    @GetMapping
    OrderPageBody list(
            @Parameter(description = "Only orders in this status.") @RequestParam(required = false) @Nullable
                    OrderStatus status,
            @Parameter(description = "How many orders at most.")
                    @RequestParam(defaultValue = "" + DEFAULT_LIMIT)
                    @Min(1)
                    @Max(MAX_LIMIT)
                    int limit,
            @Parameter(description = "The `nextCursor` of the page before.") @RequestParam(required = false) @Nullable
                    String cursor);

    @Operation(
            summary = "Cancel an order",
            description = "The customer gets the whole total back; `refundStatus` shows how far that is.")
    @ApiResponse(
            responseCode = "200",
            description = "The order is cancelled.",
            content = @Content(schema = @Schema(implementation = OrderBody.class)))
    @ApiResponse(responseCode = "404", description = "There is no such order: `order-not-found`.")
    @ApiResponse(
            responseCode = "409",
            description = "It is shipped or cancelled already: `order-already-shipped`, `order-already-canceled`.")
    @PostMapping(path = "/{orderId}/cancellation", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> cancel(
            @PathVariable UUID orderId,
            @Valid @RequestBody CancelOrderRequest request,
            @Parameter(hidden = true) IdempotentCall call);

    @Operation(summary = "Ship an order", description = "From then on it cannot be cancelled any more.")
    @ApiResponse(
            responseCode = "200",
            description = "The order is shipped.",
            content = @Content(schema = @Schema(implementation = OrderBody.class)))
    @ApiResponse(responseCode = "404", description = "There is no such order: `order-not-found`.")
    @ApiResponse(
            responseCode = "409",
            description = "It is cancelled or shipped already: `order-already-canceled`, `order-already-shipped`.")
    @PostMapping("/{orderId}/shipment")
    ResponseEntity<?> ship(@PathVariable UUID orderId, @Parameter(hidden = true) IdempotentCall call);
}
