package dev.orderly.shop.idempotency;

import java.net.URI;
import java.time.Clock;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

import static java.util.Objects.requireNonNull;

/** Executes requests with a key as {@link IdempotentCall} promises. */
class IdempotentCalls {

    private static final Logger log = LoggerFactory.getLogger(IdempotentCalls.class);

    private final StoredResponses responses;
    private final Refusals refusals;
    private final JsonMapper json;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final TransactionTemplate savepoint;

    IdempotentCalls(
            StoredResponses responses,
            Refusals refusals,
            JsonMapper json,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.responses = responses;
        this.refusals = refusals;
        this.json = json;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    ResponseEntity<byte[]> answer(KeyedCall call, Supplier<ResponseEntity<?>> work) {
        return requireNonNull(transaction.execute(status -> firstResponse(call, work)))
                .response();
    }

    private StoredResponse firstResponse(KeyedCall call, Supplier<ResponseEntity<?>> work) {
        if (!responses.lock(call)) {
            throw new KeyInFlightException();
        }
        var first = responses.find(call);
        if (first.isPresent()) {
            var stored = first.get().verifiedFor(call);
            log.info("{} {} was repeated with its key: replaying the stored response", call.method(), call.path());
            return stored;
        }
        var response = execute(call, work);
        // A 404 is not worth a row: repeated, it is found out again. Anyone could fill the table with ids that do not
        // exist.
        if (response.status() != HttpStatus.NOT_FOUND.value()) {
            responses.add(call, response, clock.instant());
        }
        return response;
    }

    private StoredResponse execute(KeyedCall call, Supplier<ResponseEntity<?>> work) {
        try {
            var response = requireNonNull(savepoint.execute(status -> work.get()));
            return new StoredResponse(
                    call.requestHash(),
                    response.getStatusCode().value(),
                    response.getHeaders().getFirst(HttpHeaders.LOCATION),
                    MediaType.APPLICATION_JSON_VALUE,
                    json.writeValueAsBytes(response.getBody()));
        } catch (RuntimeException thrown) {
            var problem = refusals.problemOf(thrown);
            if (problem == null) {
                throw thrown;
            }
            return refusal(call, problem);
        }
    }

    private StoredResponse refusal(KeyedCall call, ProblemDetail problem) {
        problem.setInstance(URI.create(call.path()));
        return new StoredResponse(
                call.requestHash(),
                problem.getStatus(),
                null,
                MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                json.writeValueAsBytes(problem));
    }
}
