package dev.orderly.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.util.Objects.requireNonNull;

/**
 * A payment gateway, within this JVM, that pays refunds into a ledger: {@code POST /refunds} pays, once for each
 * {@code Idempotency-Key}, and {@code GET /ledger} lists what was paid.
 *
 * <p>It is a WireMock, whose admin API ({@code /__admin}) is there for faults: a stub of a higher priority answers instead
 * of it, and one with the transformer {@code pay-refund} and, say, a delay pays first. The ledger outlives
 * {@code POST /__admin/reset}. Safe for use by several threads.
 */
public final class PaymentGateway implements AutoCloseable {

    /** The most it pays back at once, in any currency; more is refused for good. */
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
    private final Map<String, Refund> ledger = new LinkedHashMap<>();
    private @Nullable WireMockServer server;

    /**
     * Starts nothing yet, but reads the ledger.
     *
     * @param file where the ledger is kept, one refund a line
     * @param log  gets one line for each refund that is paid, refused or asked for again
     */
    public PaymentGateway(int port, Path file, Consumer<String> log) {
        this("127.0.0.1", port, file, log);
    }

    /** @param bindAddress of the interface it answers on, {@code 0.0.0.0} for all */
    PaymentGateway(String bindAddress, int port, Path file, Consumer<String> log) {
        this.bindAddress = bindAddress;
        this.port = port;
        this.file = file;
        this.log = log;
        read();
    }

    /** A refund that was paid. */
    public record Refund(String refundId, String orderId, BigDecimal amount, String currency, String receiptId) {}

    /** Where a service finds it. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What was paid, in this order. */
    public List<Refund> ledger() {
        synchronized (ledger) {
            return new ArrayList<>(ledger.values());
        }
    }

    /** Answers when this returns. */
    public synchronized void start() {
        var started = new WireMockServer(WireMockConfiguration.options()
                .bindAddress(bindAddress)
                .port(port)
                .usingFilesUnderClasspath("dev/orderly/localstack/gateway")
                .extensions(answering("pay-refund", this::pay), answering("list-ledger", this::list))
                .maxRequestJournalEntries(1_000)
                .containerThreads(20)
                .globalTemplating(false));
        started.start();
        warmUp();
        started.resetRequests();
        server = started;
    }

    /** Refuses connections from now on; the ledger stays readable. */
    public synchronized void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** The first request of a cold JVM may take longer than a client waits for a payment; let it be this one. */
    private void warmUp() {
        try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setSoTimeout(WARM_UP_MILLIS);
            socket.getOutputStream().write(WARM_UP.getBytes(US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The gateway does not answer", e);
        }
    }

    private Answer pay(Request request) {
        var key = request.getHeader("Idempotency-Key");
        if (key == null || key.isBlank()) {
            return new Answer(400, Map.of("reason", "The header Idempotency-Key is missing"));
        }
        try {
            var asked = json.readValue(request.getBody(), RefundRequest.class);
            if (asked == null || !key.equals(asked.refundId())) {
                return new Answer(
                        400, Map.of("reason", "The body is no refund with the Idempotency-Key as its refundId"));
            }
            return pay(asked);
        } catch (JacksonException e) {
            return new Answer(400, Map.of("reason", "The body is no refund: " + e.getMessage()));
        }
    }

    private Answer pay(RefundRequest asked) {
        synchronized (ledger) {
            var paid = ledger.get(asked.refundId());
            if (paid != null && !asked.isSameAs(paid)) {
                return refuse(asked, "Its id belongs to another refund");
            }
            if (paid != null) {
                log.accept("refund %s was paid before: the same receipt %s again"
                        .formatted(paid.refundId(), paid.receiptId()));
                return new Answer(201, Map.of("receiptId", paid.receiptId()));
            }
            if (asked.amount().compareTo(LIMIT) > 0) {
                return refuse(asked, "The amount is over " + LIMIT.toPlainString());
            }
            var refund = asked.paid("receipt-" + UUID.randomUUID());
            write(refund);
            ledger.put(refund.refundId(), refund);
            log.accept("refund %s of order %s: %s %s paid, %s"
                    .formatted(
                            refund.refundId(),
                            refund.orderId(),
                            refund.amount().toPlainString(),
                            refund.currency(),
                            refund.receiptId()));
            return new Answer(201, Map.of("receiptId", refund.receiptId()));
        }
    }

    private Answer refuse(RefundRequest asked, String reason) {
        log.accept("refund %s of order %s: refused. %s".formatted(asked.refundId(), asked.orderId(), reason));
        return new Answer(422, Map.of("reason", reason));
    }

    private Answer list(Request request) {
        return new Answer(200, Map.of("refunds", ledger()));
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
            throw new LocalStackException("The gateway's ledger cannot be read: " + file, e);
        }
    }

    private void write(Refund refund) {
        try {
            Files.writeString(file, json.writeValueAsString(refund) + "\n", UTF_8, CREATE, APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The gateway's ledger cannot be written: " + file, e);
        }
    }

    private ResponseDefinitionTransformerV2 answering(String name, Function<Request, Answer> answers) {
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
                var answer = answers.apply(event.getRequest());
                // Like the stub's own: a delay or a fault that it asks for comes after the payment.
                return ResponseDefinitionBuilder.like(event.getResponseDefinition())
                        .but()
                        .withStatus(answer.status())
                        .withHeader("Content-Type", "application/json")
                        .withBody(json.writeValueAsString(answer.body()))
                        .build();
            }
        };
    }

    private record Answer(int status, Map<String, ?> body) {}

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
