package dev.orderly.localstack.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.process.Supervised;
import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.stub.GatewayStub;
import dev.orderly.localstack.stub.MailSink;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Breaks parts of the stack on request, and counts afterwards: {@code GET /parts}, {@code POST /parts/{part}/{action}},
 * {@code GET /balance}; and {@code GET /aggregates/{id}}, the log lines and e-mails that name an aggregate. On the loopback
 * interface only, and only with the token that each start makes.
 */
final class StackControl implements AutoCloseable {

    private static final String HANDLER = "refund-handler";
    private static final String BREAK_HANDLER = "ALTER TABLE refund RENAME TO refund_broken";
    private static final String HEAL_HANDLER = "ALTER TABLE refund_broken RENAME TO refund";
    private static final String BREAK_HANDLER_FOR_ONE = """
            CREATE FUNCTION refuse_refund() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'the refund handler is broken for order %%', NEW.order_id;
            END $$;
            CREATE TRIGGER broken BEFORE INSERT ON refund
            FOR EACH ROW WHEN (NEW.order_id = '%s') EXECUTE FUNCTION refuse_refund()""";
    private static final String HEAL_HANDLER_FOR_ONE = "DROP FUNCTION refuse_refund CASCADE";

    private static final String STOPPED = "stopped";
    private static final String BROKEN = "broken";

    /** Of one aggregate, the latest. */
    private static final int LINES = 200;

    private final JsonMapper json = JsonMapper.builder().build();
    private final String token = newToken();
    private final Map<String, Supervised> processes;
    private final GatewayStub gateway;
    private final MailSink mail;
    private final Databases databases;
    private final Function<String, List<String>> log;
    private final @Nullable TopicCounts topics;
    private final Map<String, String> states = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
        var thread = new Thread(task, "stack-control");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Starts to listen on a free port.
     *
     * @param log    the log lines of a source, the oldest first
     * @param topics null if the transport has none
     */
    StackControl(
            Map<String, Supervised> processes,
            GatewayStub gateway,
            MailSink mail,
            Databases databases,
            Function<String, List<String>> log,
            @Nullable TopicCounts topics) {
        this.processes = processes;
        this.gateway = gateway;
        this.mail = mail;
        this.databases = databases;
        this.log = log;
        this.topics = topics;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    String token() {
        return token;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isAuthorized(exchange)) {
                answer(exchange, 401, Map.of("detail", "The token is missing or wrong."));
                return;
            }
            var path = exchange.getRequestURI().getPath().split("/");
            var method = exchange.getRequestMethod();
            try {
                if (method.equals("GET") && path.length == 2 && path[1].equals("parts")) {
                    answer(exchange, 200, parts());
                } else if (method.equals("GET") && path.length == 2 && path[1].equals("balance")) {
                    answer(exchange, 200, balance());
                } else if (method.equals("GET") && path.length == 3 && path[1].equals("aggregates")) {
                    answer(exchange, 200, traces(UUID.fromString(path[2])));
                } else if (method.equals("POST") && path.length == 4 && path[1].equals("parts")) {
                    act(path[2], path[3], order(exchange.getRequestURI().getQuery()));
                    answer(exchange, 200, parts());
                } else {
                    answer(exchange, 404, Map.of("detail", "There is nothing here."));
                }
            } catch (IllegalArgumentException e) {
                answer(exchange, 404, Map.of("detail", String.valueOf(e.getMessage())));
            } catch (SQLException | LocalStackException e) {
                answer(exchange, 503, Map.of("detail", String.valueOf(e.getMessage())));
            }
        }
    }

    private boolean isAuthorized(HttpExchange exchange) {
        var given = exchange.getRequestHeaders().getFirst("Authorization");
        return given != null && MessageDigest.isEqual(given.getBytes(UTF_8), ("Bearer " + token).getBytes(UTF_8));
    }

    private void answer(HttpExchange exchange, int status, Object body) throws IOException {
        var bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Each part, in which state it was put, and what can be done to it. */
    private List<Part> parts() {
        Map<String, List<String>> actions = new LinkedHashMap<>();
        processes.keySet().forEach(each -> actions.put(each, List.of("kill", "freeze", "thaw", "stop", "start")));
        actions.put("gateway", List.of("stop", "start", "break", "heal"));
        actions.put("smtp", List.of("stop", "start", "break", "heal"));
        actions.put(HANDLER, List.of("break", "heal"));
        return actions.entrySet().stream()
                .map(each -> new Part(each.getKey(), states.getOrDefault(each.getKey(), "running"), each.getValue()))
                .toList();
    }

    private static @Nullable UUID order(@Nullable String query) {
        return query == null || !query.startsWith("order=")
                ? null
                : UUID.fromString(query.substring("order=".length()));
    }

    private synchronized void act(String part, String action, @Nullable UUID order) throws SQLException, IOException {
        var process = processes.get(part);
        if (process != null) {
            act(part, process, action);
        } else if (part.equals("gateway")) {
            act(part, action, gateway::start, gateway::stop, gateway::fail);
        } else if (part.equals("smtp")) {
            act(part, action, mail::start, mail::stop, mail::drop);
        } else if (part.equals(HANDLER)) {
            actOnHandler(action, order);
        } else {
            throw new IllegalArgumentException("There is no part " + part);
        }
    }

    private void act(String part, Supervised process, String action) throws IOException {
        switch (action) {
            // Only the process: its supervisor starts it again, as an operating system or a platform would.
            case "kill" -> {
                ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
                states.remove(part);
            }
            case "freeze" -> {
                signal("STOP", process);
                states.put(part, "frozen");
            }
            case "thaw" -> {
                signal("CONT", process);
                states.remove(part);
            }
            case "stop" -> {
                signal("CONT", process);
                states.put(part, STOPPED);
                process.stop();
            }
            case "start" -> {
                threads.execute(process::start);
                states.remove(part);
            }
            default -> throw new IllegalArgumentException("There is no action " + action);
        }
    }

    private static void signal(String name, Supervised process) throws IOException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    }

    private void act(String part, String action, Runnable start, Runnable stop, Consumer<Boolean> breaking) {
        var state = states.get(part);
        switch (action) {
            case "stop" -> {
                if (!STOPPED.equals(state)) {
                    breaking.accept(false);
                    stop.run();
                    states.put(part, STOPPED);
                }
            }
            case "start" -> {
                if (STOPPED.equals(state)) {
                    start.run();
                    states.remove(part);
                }
            }
            case "break" -> {
                if (state == null) {
                    breaking.accept(true);
                    states.put(part, BROKEN);
                }
            }
            case "heal" -> {
                if (BROKEN.equals(state)) {
                    breaking.accept(false);
                    states.remove(part);
                }
            }
            default -> throw new IllegalArgumentException("There is no action " + action);
        }
    }

    /**
     * The handler of refund-service fails as long as its table has another name, or for one order as long as the table
     * refuses it.
     */
    private void actOnHandler(String action, @Nullable UUID order) throws SQLException {
        var state = states.get(HANDLER);
        if (action.equals("break") && state == null) {
            execute(order == null ? BREAK_HANDLER : BREAK_HANDLER_FOR_ONE.formatted(order));
            states.put(HANDLER, order == null ? BROKEN : "broken for one order");
        } else if (action.equals("heal") && state != null) {
            execute(state.equals(BROKEN) ? HEAL_HANDLER : HEAL_HANDLER_FOR_ONE);
            states.remove(HANDLER);
        }
    }

    private void execute(String statements) throws SQLException {
        try (var connection = databases.open(Service.REFUND);
                var statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** What names this aggregate: the log lines by time, which each begins with, and the e-mails. */
    private Traces traces(UUID aggregate) {
        var id = aggregate.toString();
        var lines = Stream.concat(processes.keySet().stream(), Stream.of("gateway", "smtp"))
                .flatMap(source -> log.apply(source).stream()
                        .filter(line -> line.contains(id))
                        .map(line -> new LogLine(source, line)))
                .sorted(Comparator.comparing(LogLine::text))
                .toList();
        return new Traces(
                lines.subList(Math.max(0, lines.size() - LINES), lines.size()),
                mail.mails().stream().filter(each -> each.text().contains(id)).toList());
    }

    private StackBalance balance() throws SQLException {
        try (var orders = databases.open(Service.ORDER);
                var refunds = databases.open(Service.REFUND);
                var notifications = databases.open(Service.NOTIFICATION)) {
            return StackBalance.of(orders, refunds, notifications, gateway, mail, topics);
        }
    }

    private static String newToken() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private record Traces(List<LogLine> lines, List<MailSink.Mail> mails) {}

    private record LogLine(String source, String text) {}

    private record Part(String name, String state, List<String> actions) {}

    /** The databases of the services. */
    @FunctionalInterface
    interface Databases {

        /** A new connection to the service's database. */
        Connection open(Service service) throws SQLException;

        /** By the drivers of this JVM. */
        static Connection open(String jdbcUrl, String role, String password) throws SQLException {
            return DriverManager.getConnection(jdbcUrl, role, password);
        }
    }
}
