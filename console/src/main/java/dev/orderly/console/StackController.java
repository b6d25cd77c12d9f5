package dev.orderly.console;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Breaks and counts, in the demo only: by way of the process that has started the services on this machine. */
@RestController
@RequestMapping("/api/stack")
@ConditionalOnExpression("!'${console.stack.url:}'.isBlank()")
final class StackController {

    /** To count, whole topics are read. */
    private static final Duration COUNTING = Duration.ofSeconds(30);

    private final URI url;
    private final HttpCalls calls;

    StackController(ConsoleProperties properties, JsonMapper json) {
        this.url = URI.create(String.valueOf(properties.stack().url()));
        this.calls = new HttpCalls(json, properties.stack().token());
    }

    @GetMapping("/parts")
    ResponseEntity<JsonNode> parts() throws IOException, InterruptedException {
        return answer(calls.get(url.resolve("/parts")));
    }

    @PostMapping("/parts/{part}/{action}")
    ResponseEntity<JsonNode> act(
            @PathVariable String part,
            @PathVariable String action,
            @RequestParam(required = false) @Nullable UUID order)
            throws IOException, InterruptedException {
        var path = "/parts/%s/%s".formatted(UriUtils.encode(part, UTF_8), UriUtils.encode(action, UTF_8));
        return answer(calls.post(url.resolve(order == null ? path : path + "?order=" + order), null));
    }

    /** The log lines and the e-mails that name an aggregate. */
    @GetMapping("/aggregates/{id}")
    ResponseEntity<JsonNode> traces(@PathVariable UUID id) throws IOException, InterruptedException {
        return answer(calls.get(url.resolve("/aggregates/" + id)));
    }

    @GetMapping("/balance")
    ResponseEntity<JsonNode> balance() throws IOException, InterruptedException {
        return answer(calls.get(url.resolve("/balance"), COUNTING));
    }

    private static ResponseEntity<JsonNode> answer(HttpCalls.Answer answer) {
        return ResponseEntity.status(answer.status()).body(answer.body());
    }
}
