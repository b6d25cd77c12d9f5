package dev.orderly.shop.web;

import java.util.List;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/** Documents the problems: their form wherever an operation names an error, and those that every operation has. */
final class ProblemsInOpenApi implements GlobalOpenApiCustomizer {

    private static final String PROBLEM = "Problem";

    @Override
    public void customise(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        api.getComponents().addSchemas(PROBLEM, problem());
        api.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(ProblemsInOpenApi::complete);
    }

    private static void complete(Operation operation) {
        var responses = operation.getResponses();
        if (operation.getRequestBody() != null || operation.getParameters() != null) {
            addIfAbsent(responses, "400", "The request is malformed or breaks a rule; `errors` says where.");
        }
        if (operation.getRequestBody() != null) {
            addIfAbsent(responses, "413", "The body has more than %d bytes.".formatted(BodyFilter.LIMIT));
            addIfAbsent(responses, "415", "The body is not of the type `application/json`.");
        }
        addIfAbsent(responses, "503", "The database is not available; `Retry-After` says when to try again.");
        responses.forEach((status, response) -> {
            if (status.compareTo("400") >= 0) {
                response.setContent(new Content()
                        .addMediaType(
                                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                new MediaType().schema(new Schema<>().$ref(PROBLEM))));
            }
        });
    }

    private static void addIfAbsent(ApiResponses responses, String status, String description) {
        responses.computeIfAbsent(status, absent -> new ApiResponse().description(description));
    }

    private static Schema<?> problem() {
        var violation = new ObjectSchema()
                .addProperty(
                        "pointer",
                        new StringSchema()
                                .description("JSON pointer into the body, or / and a parameter's name.")
                                .example("/lines/0/quantity"))
                .addProperty("message", new StringSchema().example("must be greater than or equal to 1"));
        violation.setRequired(List.of("pointer", "message"));
        var problem = new ObjectSchema()
                .addProperty(
                        "type",
                        new StringSchema()
                                .format("uri")
                                .description("What kind of problem this is; it never changes.")
                                .example(ProblemType.INVALID_REQUEST.uri().toString()))
                .addProperty("title", new StringSchema().example(ProblemType.INVALID_REQUEST.title()))
                .addProperty("status", new IntegerSchema().example(400))
                .addProperty("detail", new StringSchema().description("What happened this time."))
                .addProperty("instance", new StringSchema().format("uri").example("/orders"))
                .addProperty("errors", new ArraySchema().items(violation));
        problem.setDescription("Every error, as RFC 9457 has it.");
        problem.setRequired(List.of("type", "title", "status"));
        return problem;
    }
}
