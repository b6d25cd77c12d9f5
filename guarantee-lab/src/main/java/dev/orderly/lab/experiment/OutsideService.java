package dev.orderly.lab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Who makes the refunds: out of reach of every transaction, and slow or unwilling when an experiment wants it so. */
final class OutsideService implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Map<UUID, Long> refunded = new ConcurrentHashMap<>();
    private final Set<UUID> refusedOnce = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Duration delay = Duration.ZERO;
    private volatile int refusing;

    OutsideService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/refunds/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on each answer takes that long. */
    void takes(Duration newDelay) {
        delay = newDelay;
    }

    /** From now on one call in so many is refused, but none for the same cancellation again; 0 for none. */
    void refusesOneIn(int every) {
        calls.set(0);
        refusing = every;
    }

    /** Waits until there have been so many calls since it was said what it refuses, those included. */
    void awaitCalls(int count) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (calls.get() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%d calls instead of %d".formatted(calls.get(), count));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** What it was asked for and did not refuse, of the orders from the first to the last. */
    Set<UUID> refunded(long firstOrder, long lastOrder) {
        return refunded.entrySet().stream()
                .filter(each -> each.getValue() >= firstOrder && each.getValue() <= lastOrder)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath().split("/");
            var orderNo = Long.parseLong(path[2]);
            var cancellation = UUID.fromString(path[3]);
            var refused = refusing > 0 && calls.incrementAndGet() % refusing == 0 && refusedOnce.add(cancellation);
            if (!refused) {
                refunded.put(cancellation, orderNo);
                LockSupport.parkNanos(delay.toNanos());
            }
            exchange.sendResponseHeaders(refused ? 503 : 204, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
