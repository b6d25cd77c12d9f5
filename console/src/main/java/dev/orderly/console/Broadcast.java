package dev.orderly.console;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Sends what happens to all open pages, as server-sent events. A page that does not keep up is dropped, and connects again. */
@Component
final class Broadcast {

    private static final int QUEUED = 2_000;
    private static final int MOST_PAGES = 20;

    private final JsonMapper json;
    private final List<Page> pages = new CopyOnWriteArrayList<>();

    Broadcast(JsonMapper json) {
        this.json = json;
    }

    void send(String event, Object data) {
        if (!pages.isEmpty()) {
            var text = text(event, data);
            pages.forEach(each -> each.offer(text));
        }
    }

    /** Streams to this page until it is closed; holds the calling thread. */
    void stream(HttpServletResponse response, List<Object> history) throws IOException, InterruptedException {
        if (pages.size() >= MOST_PAGES) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Too many pages are open.");
            return;
        }
        var page = new Page();
        pages.add(page);
        try {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding(UTF_8.name());
            response.setHeader("Cache-Control", "no-store");
            var out = response.getWriter();
            out.write("retry: 1000\n\n" + text("history", history));
            response.flushBuffer();
            while (!page.dropped) {
                var next = page.queue.poll(10, TimeUnit.SECONDS);
                out.write(next == null ? ":\n\n" : next);
                List<String> more = new ArrayList<>();
                page.queue.drainTo(more);
                more.forEach(out::write);
                response.flushBuffer();
            }
        } finally {
            pages.remove(page);
        }
    }

    private String text(String event, Object data) {
        return "event: %s\ndata: %s\n\n".formatted(event, json.writeValueAsString(data));
    }

    private static final class Page {

        private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUED);
        private volatile boolean dropped;

        private void offer(String text) {
            if (!queue.offer(text)) {
                dropped = true;
            }
        }
    }
}
