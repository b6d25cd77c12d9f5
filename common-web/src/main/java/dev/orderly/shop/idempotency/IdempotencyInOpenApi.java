package dev.orderly.shop.idempotency;

import java.time.Duration;
import java.util.Arrays;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.web.method.HandlerMethod;

/** Documents the header and its problems on each operation that takes an {@link IdempotentCall}. */
final class IdempotencyInOpenApi implements OperationCustomizer {

    private final Duration retention;

    IdempotencyInOpenApi(Duration retention) {
        this.retention = retention;
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        var idempotent = Arrays.stream(method.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == IdempotentCall.class);
        if (idempotent) {
            operation.addParametersItem(header());
            describeProblems(operation.getResponses());
        }
        return operation;
    }

    private HeaderParameter header() {
        var header = new HeaderParameter();
        header.name(IdempotentCall.HEADER)
                .description(("Makes the request safe to repeat: a repeated request with the same key and the same body"
                                + " changes nothing and gets the first response again. The service keeps a key for %s;"
                                + " after that, the same request is executed again. A key is 1 to %d printable ASCII"
                                + " characters, with or without quotes.")
                        .formatted(inWords(retention), IdempotencyKey.MAX_LENGTH))
                .schema(new StringSchema());
        return header;
    }

    private static void describeProblems(ApiResponses responses) {
        responses.addApiResponse(
                "422",
                new ApiResponse().description("The key was first used with another body: `idempotency-key-reused`."));
        var conflict = responses.computeIfAbsent("409", status -> new ApiResponse().description(""));
        conflict.setDescription((conflict.getDescription()
                        + " The service is still processing a request with the same key: `idempotency-key-in-flight`.")
                .strip());
    }

    private static String inWords(Duration retention) {
        return retention.toHours() > 0 ? retention.toHours() + " hours" : retention.toSeconds() + " seconds";
    }
}
