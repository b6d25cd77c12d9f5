package dev.orderly.lab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Stands for the payment gateway: no transaction covers its refunds. An experiment can make it slow or make it refuse calls. */
final class OutsideService implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Queue<Call> received = new ConcurrentLinkedQueue<>();
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

    /** Delays each answer from now on. */
    void delayAnswers(Duration newDelay) {
        delay = newDelay;
    }

    /** From now on refuses every n-th call, but no cancellation twice; 0 refuses none. Resets the count of calls. */
    void refuseOneIn(int every) {
        calls.set(0);
        refusing = every;
    }

    /** Waits for this number of calls since {@link #refuseOneIn}, refused calls included. */
    void awaitCalls(int count) {
        var deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (calls.get() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The outside service got %d calls within %d seconds, expected %d"
                        .formatted(calls.get(), TIMEOUT.toSeconds(), count));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** The refunded cancellations of these orders, the last one included. */
    Set<UUID> refunded(long firstOrder, long lastOrder) {
        return calls(firstOrder, lastOrder).stream()
                .filter(each -> !each.refused())
                .map(Call::cancellation)
                .collect(Collectors.toSet());
    }

    /** The calls for these orders, in the order of their arrival. */
    List<Call> calls(long firstOrder, long lastOrder) {
        return received.stream()
                .filter(each -> each.orderNo() >= firstOrder && each.orderNo() <= lastOrder)
                .toList();
    }

    /** A call that has arrived. */
    record Call(Instant at, UUID cancellation, long orderNo, boolean refused) {}

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath().split("/");
            var orderNo = Long.parseLong(path[2]);
            var cancellation = UUID.fromString(path[3]);
            var refused = refusing > 0 && calls.incrementAndGet() % refusing == 0 && refusedOnce.add(cancellation);
            received.add(new Call(Instant.now(), cancellation, orderNo, refused));
            if (!refused) {
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
