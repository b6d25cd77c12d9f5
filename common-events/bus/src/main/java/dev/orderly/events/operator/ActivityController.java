package dev.orderly.events.operator;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Locale;

import dev.orderly.events.access.AllowedTo;
import dev.orderly.events.access.Role;
import dev.orderly.events.activity.Activity;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.activity.Viewer;
import dev.orderly.events.support.BackgroundWork;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Streams what happens to events, as server-sent events. A viewer holds one thread of the web server, and there are at most
 * eight viewers. When the service stops, all streams end at once.
 */
@RestController
@Tag(name = "Operator")
final class ActivityController implements BackgroundWork {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(500);

    private final JsonMapper json = JsonMapper.builder().build();
    private final EventActivity activity;
    private volatile boolean running;

    ActivityController(EventActivity activity) {
        this.activity = activity;
    }

    @Operation(
            operationId = "watchEvents",
            summary = "Watch events",
            description =
                    "Server-sent events: stored, forwarded, handled, duplicate, failed, waiting, redriven, discarded, as they happen in "
                            + "this instance. A viewer that is too slow gets the event `dropped`, and the stream ends. 503 with "
                            + "eight viewers already.")
    @AllowedTo(Role.OPERATOR)
    @GetMapping(path = "/operator/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(HttpServletResponse response) throws IOException, InterruptedException {
        try (var viewer = activity.watch()
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.SERVICE_UNAVAILABLE, "There are eight viewers already."))) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding(UTF_8.name());
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            var out = response.getWriter();
            out.write("retry: 1000\n\n");
            response.flushBuffer();
            show(viewer, out, response);
        }
    }

    private void show(Viewer viewer, Writer out, HttpServletResponse response)
            throws IOException, InterruptedException {
        var lastWritten = System.nanoTime();
        while (running) {
            var next = viewer.next(STEP);
            if (next.isPresent()) {
                write(out, next.get());
                // What has queued up goes in one packet.
                for (var more = viewer.next(Duration.ZERO); more.isPresent(); more = viewer.next(Duration.ZERO)) {
                    write(out, more.get());
                }
            } else if (viewer.isDropped()) {
                out.write("event: dropped\ndata: {}\n\n");
                response.flushBuffer();
                return;
            } else if (System.nanoTime() - lastWritten < HEARTBEAT.toNanos()) {
                continue;
            } else {
                // Finds out that the viewer is gone.
                out.write(":\n\n");
            }
            response.flushBuffer();
            lastWritten = System.nanoTime();
        }
    }

    private void write(Writer out, Activity step) throws IOException {
        out.write("event: %s\ndata: %s\n\n"
                .formatted(step.kind().name().toLowerCase(Locale.ROOT), json.writeValueAsString(step)));
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
