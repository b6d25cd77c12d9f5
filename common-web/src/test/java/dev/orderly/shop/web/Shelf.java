package dev.orderly.shop.web;

import java.io.EOFException;
import java.math.BigDecimal;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.MediaType;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A minimal service for all kinds of wrong requests and failures. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(Shelf.Things.class)
class Shelf {

    record Thing(
            @NotBlank String name,
            @NotNull @Min(1) Integer count,
            @NotNull BigDecimal price,
            List<@NotNull @Valid Part> parts) {}

    record Part(@NotBlank String label) {}

    enum Color {
        RED,
        BLUE
    }

    @RestController
    @RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    static class Things {

        @PostMapping(path = "/things", consumes = MediaType.APPLICATION_JSON_VALUE)
        Thing put(@Valid @RequestBody Thing thing) {
            return thing;
        }

        @GetMapping("/things/{id}")
        Map<String, String> get(
                @PathVariable UUID id,
                @RequestParam(defaultValue = "10") @Min(1) @Max(100) int limit,
                @RequestParam(required = false) Color color) {
            if (limit == 13) {
                throw new InvalidRequestException("/limit", "must not bring bad luck");
            }
            return Map.of("id", id.toString());
        }

        @GetMapping("/failures/{kind}")
        Map<String, String> fail(@PathVariable String kind) throws Exception {
            throw switch (kind) {
                case "bug" -> new IllegalStateException("secret of dev.orderly: select * from customers");
                case "no-connection" ->
                    new CannotCreateTransactionException("secret", new SQLException("refused", "08001"));
                case "connection-lost" -> new DataAccessResourceFailureException("secret");
                case "commit-lost" -> new TransactionSystemException("secret", new SQLException("broken", "08006"));
                case "connection-ended" ->
                    new CannotCreateTransactionException(
                            "secret", new SQLException("ended", "08001", new EOFException()));
                case "commit-reset" ->
                    new TransactionSystemException(
                            "secret",
                            new SQLException("reset", "08006", new SocketException("Connection reset by peer")));
                case "timeout" -> new QueryTimeoutException("secret");
                case "admin-shutdown" -> new SQLException("terminating connection", "57P01");
                case "sql-bug" -> new TransactionSystemException("secret", new SQLException("no such column", "42703"));
                default -> new IllegalArgumentException(kind);
            };
        }
    }
}
