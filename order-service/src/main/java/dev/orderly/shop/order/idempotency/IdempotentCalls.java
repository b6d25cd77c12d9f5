package dev.orderly.shop.order.idempotency;

import java.net.URI;
import java.time.Clock;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

import static java.util.Objects.requireNonNull;

/** Answers keyed calls as {@link IdempotentCall} promises. */
class IdempotentCalls {

    private static final Logger log = LoggerFactory.getLogger(IdempotentCalls.class);

    private final FirstAnswers answers;
    private final Refusals refusals;
    private final JsonMapper json;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final TransactionTemplate savepoint;

    IdempotentCalls(
            FirstAnswers answers,
            Refusals refusals,
            JsonMapper json,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.answers = answers;
        this.refusals = refusals;
        this.json = json;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    ResponseEntity<byte[]> answer(KeyedCall call, Supplier<ResponseEntity<?>> work) {
        return requireNonNull(transaction.execute(status -> firstAnswer(call, work)))
                .response();
    }

    private FirstAnswer firstAnswer(KeyedCall call, Supplier<ResponseEntity<?>> work) {
        if (!answers.lock(call)) {
            throw new KeyInFlightException();
        }
        var first = answers.find(call);
        if (first.isPresent()) {
            log.info("{} {} is repeated under its key, and answered as before", call.method(), call.path());
            return first.get().to(call);
        }
        var answer = written(call, work);
        answers.add(call, answer, clock.instant());
        return answer;
    }

    private FirstAnswer written(KeyedCall call, Supplier<ResponseEntity<?>> work) {
        try {
            var response = requireNonNull(savepoint.execute(status -> work.get()));
            return new FirstAnswer(
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
            return written(call, problem);
        }
    }

    private FirstAnswer written(KeyedCall call, ProblemDetail problem) {
        problem.setInstance(URI.create(call.path()));
        return new FirstAnswer(
                call.requestHash(),
                problem.getStatus(),
                null,
                MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                json.writeValueAsBytes(problem));
    }
}
