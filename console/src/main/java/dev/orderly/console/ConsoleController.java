package dev.orderly.console;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.orderly.console.HttpCalls.Answer;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What the page asks, and what the operator does there; each call goes on to the services. */
@RestController
@RequestMapping("/api")
final class ConsoleController {

    /** Longer than a service searches its topic. */
    private static final Duration SEARCH = Duration.ofSeconds(10);

    private final Services services;
    private final Broadcast broadcast;
    private final ConsoleProperties properties;

    ConsoleController(Services services, Broadcast broadcast, ConsoleProperties properties) {
        this.services = services;
        this.broadcast = broadcast;
        this.properties = properties;
    }

    @GetMapping("/config")
    Config config() {
        return new Config(
                properties.publicUrls(),
                properties.links(),
                properties.demo(),
                properties.stack().isPresent());
    }

    @GetMapping("/live")
    void live(HttpServletResponse response) throws IOException, InterruptedException {
        broadcast.stream(response, services.steps());
    }

    @GetMapping("/states")
    Map<String, JsonNode> states() {
        return services.states();
    }

    @GetMapping("/samples")
    List<Sample> samples() {
        return services.samples();
    }

    /** The trail of one event, from each service that knows it. */
    @GetMapping("/events/{eventId}")
    Map<String, JsonNode> trail(@PathVariable UUID eventId) throws InterruptedException {
        return services.askAll("/operator/events/" + eventId);
    }

    /** The latest events of an aggregate, from each service that has raised some. */
    @GetMapping(path = "/events", params = "subject")
    Map<String, JsonNode> events(@RequestParam String subject) throws InterruptedException {
        return services.askAll("/operator/events?limit=50&subject=" + encoded(subject));
    }

    /** The latest events of a trace, from each service that has raised some. */
    @GetMapping(path = "/events", params = "traceId")
    Map<String, JsonNode> eventsOfTrace(@RequestParam String traceId) throws InterruptedException {
        return services.askAll("/operator/events?limit=50&traceId=" + encoded(traceId));
    }

    /** Where the service's transport has an event that it has sent. */
    @GetMapping("/services/{service}/events/{eventId}/place")
    ResponseEntity<JsonNode> place(@PathVariable String service, @PathVariable UUID eventId)
            throws IOException, InterruptedException {
        return answer(services.get(service, "/operator/events/%s/place".formatted(eventId), SEARCH)
                .orElseThrow(this::unknown));
    }

    @GetMapping("/dead-letters")
    Map<String, JsonNode> deadLetters() throws InterruptedException {
        return services.askAll("/dead-letters?limit=100");
    }

    @GetMapping("/services/{service}/dead-letters/{eventId}")
    ResponseEntity<JsonNode> deadLetter(@PathVariable String service, @PathVariable UUID eventId)
            throws IOException, InterruptedException {
        return answer(services.get(service, "/operator/dead-letters/" + eventId).orElseThrow(this::unknown));
    }

    @PostMapping("/services/{service}/dead-letters/{eventId}/redrive")
    ResponseEntity<JsonNode> redrive(@PathVariable String service, @PathVariable UUID eventId)
            throws IOException, InterruptedException {
        return post(service, "/dead-letters/%s/redrive".formatted(eventId), null);
    }

    @PostMapping("/services/{service}/dead-letters/redrive")
    ResponseEntity<JsonNode> redriveAll(@PathVariable String service, @RequestParam String subject)
            throws IOException, InterruptedException {
        return post(service, "/dead-letters/redrive?subject=" + encoded(subject), null);
    }

    @PostMapping("/services/{service}/dead-letters/{eventId}/discard")
    ResponseEntity<JsonNode> discard(
            @PathVariable String service, @PathVariable UUID eventId, @RequestBody JsonNode reason)
            throws IOException, InterruptedException {
        return post(service, "/dead-letters/%s/discard".formatted(eventId), reason.toString());
    }

    @PostMapping("/services/{service}/consumers/{consumer}/{action}")
    ResponseEntity<JsonNode> switchConsumer(
            @PathVariable String service, @PathVariable String consumer, @PathVariable String action)
            throws IOException, InterruptedException {
        if (!List.of("pause", "resume").contains(action)) {
            throw unknown();
        }
        return post(service, "/operator/consumers/%s/%s".formatted(encoded(consumer), action), null);
    }

    private ResponseEntity<JsonNode> post(String service, String path, @Nullable String body)
            throws IOException, InterruptedException {
        return answer(services.post(service, path, body).orElseThrow(this::unknown));
    }

    private ResponseStatusException unknown() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
    }

    private static ResponseEntity<JsonNode> answer(Answer answer) {
        return ResponseEntity.status(answer.status()).body(answer.body());
    }

    private static String encoded(String value) {
        return UriUtils.encode(value, UTF_8);
    }

    /** The service that was asked does not answer. */
    @ExceptionHandler
    ResponseEntity<Map<String, String>> unreachable(IOException e) {
        Map<String, String> problem = new LinkedHashMap<>();
        problem.put("detail", "The service does not answer: " + e.getClass().getSimpleName());
        return ResponseEntity.status(HttpStatus.BAD_GATEWAY).body(problem);
    }

    /** @param canBreak whether the parts of the system can be killed from here */
    record Config(Map<String, URI> services, List<String> links, boolean demo, boolean canBreak) {}
}
