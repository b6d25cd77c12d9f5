package dev.orderly.console;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.orderly.console.HttpCalls.Answer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches the services: asks each for its state once a second, and follows its stream. It holds the last 2,000 steps of
 * events and an hour of samples, whatever happens.
 */
@Component
final class Services implements SmartInitializingSingleton, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Services.class);

    private static final int STEPS = 2_000;
    private static final int SAMPLES = 3_600;
    private static final long SECOND = 1_000;

    private final Map<String, URI> urls;
    private final JsonMapper json;
    private final HttpCalls calls;
    private final Broadcast broadcast;
    private final PlotHistory<Object> steps = new PlotHistory<>(STEPS);
    private final PlotHistory<Sample> samples = new PlotHistory<>(SAMPLES);
    private final Sampler sampler = new Sampler();
    private final Map<String, JsonNode> states = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running = true;

    Services(ConsoleProperties properties, JsonMapper json, Broadcast broadcast) {
        this.urls = properties.serviceUrls();
        this.json = json;
        this.calls = new HttpCalls(json, properties.token());
        this.broadcast = broadcast;
    }

    @Override
    public void afterSingletonsInstantiated() {
        urls.forEach((name, url) -> {
            start("watch-" + name, () -> watch(name, url));
            start("state-" + name, () -> askRepeatedly(name, url));
        });
        start("samples", this::sampleRepeatedly);
    }

    @Override
    public void destroy() {
        running = false;
        threads.forEach(Thread::interrupt);
    }

    Map<String, URI> urls() {
        return urls;
    }

    /** The state of each service, by name; of one that does not answer, why. */
    Map<String, JsonNode> states() {
        Map<String, JsonNode> ordered = new LinkedHashMap<>();
        urls.keySet()
                .forEach(name -> Optional.ofNullable(states.get(name)).ifPresent(state -> ordered.put(name, state)));
        return ordered;
    }

    /** The latest steps, the oldest first. */
    List<Object> steps() {
        return steps.all();
    }

    List<Sample> samples() {
        return samples.all();
    }

    /** Calls one service. Empty if there is none of this name. */
    Optional<Answer> get(String service, String path) throws IOException, InterruptedException {
        var url = urls.get(service);
        return url == null ? Optional.empty() : Optional.of(calls.get(url.resolve(path)));
    }

    /** The same, for a call that may take as long as this. */
    Optional<Answer> get(String service, String path, Duration timeout) throws IOException, InterruptedException {
        var url = urls.get(service);
        return url == null ? Optional.empty() : Optional.of(calls.get(url.resolve(path), timeout));
    }

    /** The same, with a POST. */
    Optional<Answer> post(String service, String path, @Nullable String body) throws IOException, InterruptedException {
        var url = urls.get(service);
        return url == null ? Optional.empty() : Optional.of(calls.post(url.resolve(path), body));
    }

    /** What each service answers to the same question; one that does not answer, or says that it does not know, is missing. */
    Map<String, JsonNode> askAll(String path) throws InterruptedException {
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        for (var service : urls.keySet()) {
            try {
                get(service, path).filter(Answer::isOk).ifPresent(answer -> answers.put(service, answer.body()));
            } catch (IOException e) {
                log.debug("{} does not answer", service, e);
            }
        }
        return answers;
    }

    private void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void watch(String name, URI url) {
        while (running) {
            try (var lines = calls.lines(url.resolve("/operator/stream"))) {
                lines.filter(line -> line.startsWith("data: {\"")).forEach(line -> show(name, line.substring(6)));
            } catch (IOException | RuntimeException e) {
                log.debug("The stream of {} has ended", name, e);
            } catch (InterruptedException e) {
                return;
            }
            pause();
        }
    }

    private void show(String service, String data) {
        var step = (ObjectNode) json.readTree(data);
        step.put("service", service);
        sampler.add(step);
        steps.add(step);
        broadcast.send("step", step);
    }

    private void askRepeatedly(String name, URI url) {
        while (running) {
            var state = json.createObjectNode();
            try {
                var answer = calls.get(url.resolve("/operator"));
                state.put("up", true);
                if (answer.isOk()) {
                    state.set("state", answer.body());
                } else {
                    state.put("problem", "The operator's API answers %d.".formatted(answer.status()));
                }
            } catch (IOException | RuntimeException e) {
                state.put("up", false);
                // Last known: the map still shows what it publishes and handles.
                var last = states.get(name);
                if (last != null && last.has("state")) {
                    state.set("state", last.get("state"));
                }
                state.put(
                        "problem",
                        "It does not answer: %s.".formatted(e.getClass().getSimpleName()));
            } catch (InterruptedException e) {
                return;
            }
            var before = states.put(name, state);
            if (!state.equals(before)) {
                broadcast.send(
                        "state", json.createObjectNode().put("service", name).set("state", state));
            }
            pause();
        }
    }

    private void sampleRepeatedly() {
        while (running) {
            pause();
            var sample = sampler.sample(states());
            samples.add(sample);
            broadcast.send("sample", sample);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(SECOND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
