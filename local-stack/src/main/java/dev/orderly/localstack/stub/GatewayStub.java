package dev.orderly.localstack.stub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.common.NetworkAddressRules;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.orderly.localstack.process.LocalStackException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.util.Objects.requireNonNull;

/**
 * A payment gateway within this JVM that records refunds in a ledger: {@code POST /refunds} pays once for each
 * {@code Idempotency-Key}, and {@code GET /ledger} lists the paid refunds.
 *
 * <p>It is a WireMock server, and its admin API ({@code /__admin}) injects faults: a stub with a higher priority answers
 * instead of the gateway; with the transformer {@code pay-refund}, the refund is paid first and the stub's delay or fault
 * follows. The ledger survives {@code POST /__admin/reset}. The admin API is closed to everyone without the bearer token
 * given to {@link #withAdmin}, and no stub can pass a request on to another server.
 */
public final class GatewayStub extends StubServer<WireMockServer> {

    /** The highest amount of one refund, in any currency; the gateway rejects a higher one with 422. */
    public static final BigDecimal LIMIT = BigDecimal.valueOf(1_000_000);

    private static final int WARM_UP_MILLIS = 60_000;
    private static final String WARM_UP = """
            POST /refunds HTTP/1.1\r
            Host: localhost\r
            Connection: close\r
            Idempotency-Key: warm-up\r
            Content-Type: application/json\r
            Content-Length: 2\r
            \r
            {}""";

    private final JsonMapper json = JsonMapper.builder().build();
    private final String bindAddress;
    private final int port;
    private final Path file;
    private final Consumer<String> log;
    private final @Nullable String adminToken;
    private final Map<String, Refund> ledger = new LinkedHashMap<>();
    private volatile boolean failing;

    /**
     * Reads the ledger, but does not start the server yet.
     *
     * @param file the ledger, one refund per line; created by the first refund
     * @param log  gets one line for each refund that is paid, rejected or requested again
     */
    public GatewayStub(int port, Path file, Consumer<String> log) {
        this("127.0.0.1", port, file, log, null);
    }

    /** @param bindAddress of the network interface to listen on; {@code 0.0.0.0} means all */
    GatewayStub(String bindAddress, int port, Path file, Consumer<String> log) {
        this(bindAddress, port, file, log, null);
    }

    private GatewayStub(String bindAddress, int port, Path file, Consumer<String> log, @Nullable String adminToken) {
        this.bindAddress = bindAddress;
        this.port = port;
        this.file = file;
        this.log = log;
        this.adminToken = adminToken;
        read();
    }

    /** This stub with an admin API for whoever has the token. Call it before the start. */
    public GatewayStub withAdmin(String token) {
        return new GatewayStub(bindAddress, port, file, log, token);
    }

    /** A paid refund. */
    public record Refund(String refundId, String orderId, BigDecimal amount, String currency, String receiptId) {}

    /** The value for a service's {@code GATEWAY_URL}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** All paid refunds, in the order of payment. */
    public List<Refund> ledger() {
        synchronized (ledger) {
            return new ArrayList<>(ledger.values());
        }
    }

    /** From now on, each request for a refund is answered with 500 and nothing is paid; or paid again. */
    public void fail(boolean fail) {
        failing = fail;
    }

    @Override
    WireMockServer startServer() {
        var started = new WireMockServer(WireMockConfiguration.options()
                .bindAddress(bindAddress)
                .port(port)
                .usingFilesUnderClasspath("dev/orderly/localstack/stub/gateway")
                .extensions(respondingWith("pay-refund", this::pay), respondingWith("list-ledger", this::list))
                .maxRequestJournalEntries(1_000)
                .containerThreads(20)
                .globalTemplating(false)
                .adminAuthenticator(this::mayAdminister)
                .limitProxyTargets(NetworkAddressRules.builder()
                        .deny("0.0.0.0-255.255.255.255")
                        .deny("*")
                        .build()));
        started.start();
        warmUp();
        started.resetRequests();
        return started;
    }

    @Override
    void stopServer(WireMockServer server) {
        server.stop();
    }

    /** Sends the first request: in a cold JVM it can take longer than the client's timeout of 2 s. */
    private void warmUp() {
        try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setSoTimeout(WARM_UP_MILLIS);
            socket.getOutputStream().write(WARM_UP.getBytes(US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The gateway stub does not answer on port " + port, e);
        }
    }

    private boolean mayAdminister(Request request) {
        var given = request.getHeader("Authorization");
        return adminToken != null
                && given != null
                && MessageDigest.isEqual(given.getBytes(UTF_8), ("Bearer " + adminToken).getBytes(UTF_8));
    }

    private Response pay(Request request) {
        var key = request.getHeader("Idempotency-Key");
        if (key == null || key.isBlank()) {
            return new Response(400, Map.of("reason", "The Idempotency-Key header is missing"));
        }
        try {
            var requested = json.readValue(request.getBody(), RefundRequest.class);
            if (requested == null || !key.equals(requested.refundId())) {
                return new Response(
                        400, Map.of("reason", "The refundId in the body differs from the Idempotency-Key header"));
            }
            return pay(requested);
        } catch (JacksonException e) {
            return new Response(400, Map.of("reason", "The body is not a refund: " + e.getMessage()));
        }
    }

    private Response pay(RefundRequest requested) {
        if (failing) {
            log.accept("refund %s of order %s answered with 500".formatted(requested.refundId(), requested.orderId()));
            return new Response(500, Map.of("reason", "The gateway fails on purpose"));
        }
        synchronized (ledger) {
            var paid = ledger.get(requested.refundId());
            if (paid != null && !requested.isSameAs(paid)) {
                return reject(requested, "Another refund already has this refundId");
            }
            if (paid != null) {
                log.accept("refund %s of order %s was already paid: returned the same receipt %s"
                        .formatted(paid.refundId(), paid.orderId(), paid.receiptId()));
                return new Response(201, Map.of("receiptId", paid.receiptId()));
            }
            if (requested.amount().compareTo(LIMIT) > 0) {
                return reject(requested, "The amount exceeds the limit of " + LIMIT.toPlainString());
            }
            var refund = requested.paid("receipt-" + UUID.randomUUID());
            write(refund);
            ledger.put(refund.refundId(), refund);
            log.accept("refund %s of order %s paid: %s %s, %s"
                    .formatted(
                            refund.refundId(),
                            refund.orderId(),
                            refund.amount().toPlainString(),
                            refund.currency(),
                            refund.receiptId()));
            return new Response(201, Map.of("receiptId", refund.receiptId()));
        }
    }

    private Response reject(RefundRequest requested, String reason) {
        log.accept("refund %s of order %s rejected: %s".formatted(requested.refundId(), requested.orderId(), reason));
        return new Response(422, Map.of("reason", reason));
    }

    private Response list(Request request) {
        return new Response(200, Map.of("refunds", ledger()));
    }

    private void read() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (var line : Files.readAllLines(file, UTF_8)) {
                var refund = json.readValue(line, Refund.class);
                ledger.put(refund.refundId(), refund);
            }
        } catch (IOException | JacksonException e) {
            throw new LocalStackException("Cannot read the gateway's ledger " + file, e);
        }
    }

    private void write(Refund refund) {
        try {
            Files.writeString(file, json.writeValueAsString(refund) + "\n", UTF_8, CREATE, APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the gateway's ledger " + file, e);
        }
    }

    private ResponseDefinitionTransformerV2 respondingWith(String name, Function<Request, Response> handler) {
        return new ResponseDefinitionTransformerV2() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public boolean applyGlobally() {
                return false;
            }

            @Override
            public ResponseDefinition transform(ServeEvent event) {
                var response = handler.apply(event.getRequest());
                // Copies the stub's own definition: its delay or fault comes after the payment.
                return ResponseDefinitionBuilder.like(event.getResponseDefinition())
                        .but()
                        .withStatus(response.status())
                        .withHeader("Content-Type", "application/json")
                        .withBody(json.writeValueAsString(response.body()))
                        .build();
            }
        };
    }

    private record Response(int status, Map<String, ?> body) {}

    private record RefundRequest(String refundId, String orderId, BigDecimal amount, String currency) {

        RefundRequest {
            requireNonNull(refundId, "refundId");
            requireNonNull(orderId, "orderId");
            requireNonNull(amount, "amount");
            requireNonNull(currency, "currency");
        }

        Refund paid(String receiptId) {
            return new Refund(refundId, orderId, amount, currency, receiptId);
        }

        boolean isSameAs(Refund refund) {
            return refundId.equals(refund.refundId())
                    && orderId.equals(refund.orderId())
                    && amount.compareTo(refund.amount()) == 0
                    && currency.equals(refund.currency());
        }
    }
}
