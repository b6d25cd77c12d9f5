package dev.orderly.shop.web;

import java.util.List;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
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

/** Documents the problems: the schema of each error that an operation declares, and the errors that all operations have. */
final class ProblemsInOpenApi implements GlobalOpenApiCustomizer {

    private static final String PROBLEM = "Problem";

    @Override
    public void customise(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(new Components());
        }
        api.getComponents().addSchemas(PROBLEM, problem());
        api.getPaths().values().forEach(path -> path.readOperationsMap().forEach(ProblemsInOpenApi::complete));
    }

    private static void complete(HttpMethod method, Operation operation) {
        var responses = operation.getResponses();
        if (operation.getRequestBody() != null || operation.getParameters() != null) {
            addIfAbsent(responses, "400", "The request is malformed or breaks a rule; `errors` lists each place.");
        }
        if (method != HttpMethod.PUT && namesOneThing(operation)) { // A PUT creates what is not there.
            addIfAbsent(responses, "404", "There is nothing of this name.");
        }
        if (operation.getRequestBody() != null) {
            addIfAbsent(responses, "413", "The body is longer than %d bytes.".formatted(BodyFilter.LIMIT));
            addIfAbsent(responses, "415", "The content type of the body is not `application/json`.");
        }
        addIfAbsent(
                responses,
                "503",
                "The database is not available, or the service is busy; `Retry-After` says after how many seconds to try again.");
        responses.forEach((status, response) -> {
            if (status.compareTo("400") >= 0) {
                response.setContent(new Content()
                        .addMediaType(
                                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                new MediaType().schema(new Schema<>().$ref(PROBLEM))));
            }
        });
    }

    private static boolean namesOneThing(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> "path".equals(parameter.getIn()));
    }

    private static void addIfAbsent(ApiResponses responses, String status, String description) {
        responses.computeIfAbsent(status, absent -> new ApiResponse().description(description));
    }

    private static Schema<?> problem() {
        var violation = new ObjectSchema()
                .addProperty(
                        "pointer",
                        new StringSchema()
                                .description("JSON pointer into the body; for a parameter or a header, / and its name.")
                                .example("/lines/0/quantity"))
                .addProperty("message", new StringSchema().example("must be greater than or equal to 1"));
        violation.setRequired(List.of("pointer", "message"));
        var problem = new ObjectSchema()
                .addProperty(
                        "type",
                        new StringSchema()
                                .format("uri")
                                .description("The kind of problem; stable, so a client can rely on it.")
                                .example(ProblemType.INVALID_REQUEST.uri().toString()))
                .addProperty("title", new StringSchema().example(ProblemType.INVALID_REQUEST.title()))
                .addProperty("status", new IntegerSchema().example(400))
                .addProperty("detail", new StringSchema().description("What is wrong with this request."))
                .addProperty("instance", new StringSchema().format("uri").example("/orders"))
                .addProperty("errors", new ArraySchema().items(violation));
        problem.setDescription("An error in the format of RFC 9457.");
        problem.setRequired(List.of("type", "title", "status"));
        return problem;
    }
}
