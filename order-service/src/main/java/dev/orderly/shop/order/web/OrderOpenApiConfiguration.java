package dev.orderly.shop.order.web;

import java.util.Arrays;

import dev.orderly.shop.order.idempotency.IdempotentCall;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says beyond the single operations. */
@Configuration(proxyBeanMethods = false)
class OrderOpenApiConfiguration {

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Orderly: order-service")
                        .version("1")
                        .description("Places, ships and cancels orders, and shows what became of their refunds."));
    }

    @Bean
    OperationCustomizer idempotencyKeys() {
        return (operation, method) -> {
            var idempotent = Arrays.stream(method.getMethodParameters())
                    .anyMatch(parameter -> parameter.getParameterType() == IdempotentCall.class);
            return idempotent ? withKey(operation) : operation;
        };
    }

    private static Operation withKey(Operation operation) {
        operation.addParametersItem(new HeaderParameter()
                .name(IdempotentCall.HEADER)
                .description("Makes the call safe to repeat: the same key and body get the first answer again."
                        + " Of 1 to 255 printable ASCII characters, quoted or bare; remembered for a day.")
                .example("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"")
                .schema(new StringSchema()));
        operation
                .getResponses()
                .addApiResponse(
                        "422",
                        new ApiResponse()
                                .description("The key was first used with another body: `idempotency-key-reused`."));
        operation
                .getResponses()
                .computeIfAbsent("409", status -> new ApiResponse().description(""))
                .setDescription((operation.getResponses().get("409").getDescription()
                                + " A call with the same key is being answered: `idempotency-key-in-flight`.")
                        .strip());
        return operation;
    }
}
