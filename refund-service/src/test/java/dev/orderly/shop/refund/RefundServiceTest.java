package dev.orderly.shop.refund;

import java.math.BigDecimal;
import java.util.UUID;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.matching.StringValuePattern;
import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.refund.application.FindRefundsService;
import dev.orderly.shop.refund.application.RequestRefundService;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.RefundStatus;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.awaitility.Awaitility.await;

/** Starts the complete service with a real PostgreSQL and a stub of the gateway. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"shop.demo=true", "refund.payment.lease=4s", "refund.payment.first-retry=50ms"})
@AutoConfigureRestTestClient
@Import(CommittedEvents.class)
public abstract class RefundServiceTest {

    protected static final WireMockServer gateway = startGateway();

    @Autowired
    protected RequestRefundService requestRefund;

    @Autowired
    protected FindRefundsService findRefunds;

    @Autowired
    protected CommittedEvents events;

    @Autowired
    protected RestTestClient rest;

    private static WireMockServer startGateway() {
        var server = new WireMockServer(wireMockConfig().dynamicPort());
        server.start();
        return server;
    }

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        var database = TestServers.database("refunds");
        registry.add("spring.datasource.url", database::jdbcUrl);
        registry.add("spring.datasource.username", database::username);
        registry.add("spring.datasource.password", database::password);
        registry.add("spring.kafka.bootstrap-servers", TestServers::bootstrapServers);
        registry.add("GATEWAY_URL", gateway::baseUrl);
    }

    @BeforeEach
    void forgetTheGatewaysPast() {
        gateway.resetAll();
    }

    protected UUID requested(String amount) {
        var orderId = UUID.randomUUID();
        requestRefund.request(orderId, won(amount));
        return orderId;
    }

    protected Refund refundOf(UUID orderId) {
        return findRefunds.ofOrder(orderId).get(0);
    }

    protected void awaitStatus(UUID orderId, RefundStatus status) {
        await().until(() -> refundOf(orderId).status(), status::equals);
    }

    protected static Amount won(String amount) {
        return new Amount(new BigDecimal(amount), "KRW");
    }

    /** A call for this order's refund. */
    protected static MappingBuilder call(UUID orderId) {
        return post("/refunds").withRequestBody(matchingJsonPath("$.orderId", equalTo(orderId)));
    }

    protected static RequestPatternBuilder callsFor(UUID orderId) {
        return postRequestedFor(urlEqualTo("/refunds"))
                .withRequestBody(matchingJsonPath("$.orderId", equalTo(orderId)));
    }

    private static StringValuePattern equalTo(UUID orderId) {
        return WireMock.equalTo(orderId.toString());
    }

    protected static ResponseDefinitionBuilder receipt(String receiptId) {
        return aResponse()
                .withStatus(201)
                .withHeader("Content-Type", "application/json")
                .withBody("{\"receiptId\":\"%s\"}".formatted(receiptId));
    }
}
