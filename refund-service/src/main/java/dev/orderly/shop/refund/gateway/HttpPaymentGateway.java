package dev.orderly.shop.refund.gateway;

import java.net.ConnectException;
import java.net.http.HttpTimeoutException;

import dev.orderly.shop.refund.application.GatewayAnswer;
import dev.orderly.shop.refund.application.GatewayAnswer.Receipt;
import dev.orderly.shop.refund.application.GatewayAnswer.Rejection;
import dev.orderly.shop.refund.application.GatewayUnavailableException;
import dev.orderly.shop.refund.application.PaymentGateway;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.gateway.GatewayApi.RefundRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Interprets the gateway's responses: 201 with a receipt means paid, 422 means rejected. Anything else, such as a timeout
 * or a 201 without a valid receipt, is no final answer.
 */
@Component
class HttpPaymentGateway implements PaymentGateway {

    private static final String NO_REASON_GIVEN = "the gateway gave no reason";

    /** In characters: receipts and reasons go into logs, events and e-mails. */
    private static final int MAX_LENGTH = 200;

    private final JsonMapper json = JsonMapper.shared();
    private final GatewayApi api;

    HttpPaymentGateway(GatewayApi api) {
        this.api = api;
    }

    @Override
    public GatewayAnswer refund(Refund refund) throws GatewayUnavailableException {
        var amount = refund.amount();
        var request = new RefundRequest(refund.id(), refund.orderId(), amount.amount(), amount.currency());
        try {
            var response = api.refund(refund.id(), request);
            if (response.getStatusCode().value() != HttpStatus.CREATED.value()) {
                throw unexpected(response.getStatusCode().value());
            }
            return receiptIn(response.getBody());
        } catch (RestClientResponseException answer) {
            if (answer.getStatusCode().value() == HttpStatus.UNPROCESSABLE_CONTENT.value()) {
                return new Rejection(reasonIn(answer.getResponseBodyAsString()));
            }
            throw unexpected(answer.getStatusCode().value());
        } catch (RestClientException silence) {
            throw new GatewayUnavailableException(describe(silence), silence);
        }
    }

    private Receipt receiptIn(@Nullable String body) throws GatewayUnavailableException {
        var receiptId = read(body).path("receiptId").asString("");
        if (receiptId.isEmpty() || !receiptId.equals(plain(receiptId))) {
            throw new GatewayUnavailableException("the gateway answered 201 without a valid receipt");
        }
        return new Receipt(receiptId);
    }

    /** The detail of the problem, or else its property {@code reason}. */
    private String reasonIn(String body) {
        var problem = read(body);
        var reason =
                plain(problem.path("detail").asString(problem.path("reason").asString("")));
        return reason.isEmpty() ? NO_REASON_GIVEN : reason;
    }

    private JsonNode read(@Nullable String body) {
        try {
            return body == null ? MissingNode.getInstance() : json.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** The text on one line, without control characters, cut to the maximum length. */
    private static String plain(String text) {
        var line = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ").strip();
        var length = Math.min(line.codePointCount(0, line.length()), MAX_LENGTH);
        return line.substring(0, line.offsetByCodePoints(0, length));
    }

    private static GatewayUnavailableException unexpected(int status) {
        return new GatewayUnavailableException("the gateway answered " + status);
    }

    private static String describe(RestClientException silence) {
        if (silence.contains(HttpTimeoutException.class)) {
            return "the gateway did not answer in time";
        }
        if (silence.contains(ConnectException.class)) {
            return "no connection to the gateway";
        }
        return "no response from the gateway: " + silence.getMostSpecificCause();
    }
}
