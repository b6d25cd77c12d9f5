package dev.orderly.benchmarks.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A contender as a process: {@code KIND URL USERNAME PASSWORD BROKER TOPIC}. It reads commands from stdin, one per line, and
 * answers each on stdout with {@link #OK} or {@link #FAILED}; all other lines are log output. It ends when stdin is closed.
 *
 * <p>Its commands are the methods of {@link Contender} and of {@link Writers}.
 */
public final class ContenderProcess {

    public static final String OK = "benchmark: ok";
    public static final String FAILED = "benchmark: failed";

    private final Contender contender;
    private final Writers writers;

    private ContenderProcess(Contender contender) {
        this.contender = contender;
        this.writers = new Writers(contender);
    }

    public static void main(String... arguments) throws IOException {
        var parameters = List.of(arguments);
        var setup = ContenderSetup.of(parameters.subList(1, parameters.size()));
        var contender = ContenderKind.valueOf(arguments[0]).create(setup);
        System.out.println(OK);
        new ContenderProcess(contender).runCommands();
        // Without waiting for threads of libraries.
        Runtime.getRuntime().halt(0);
    }

    private void runCommands() throws IOException {
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = commands.readLine(); line != null; line = commands.readLine()) {
            try {
                run(line.split(" "));
                System.out.println(OK);
            } catch (Exception e) {
                e.printStackTrace();
                System.out.println(FAILED + " to " + line + ": " + e);
            }
        }
    }

    private void run(String... command) throws Exception {
        switch (command[0]) {
            case "prepare" -> contender.prepare(Circumstance.valueOf(command[1]), Integer.parseInt(command[2]));
            case "start" -> contender.start();
            case "stop" -> contender.stop();
            case "hold" -> contender.hold();
            case "release" -> contender.release();
            case "backlog" -> contender.commitBacklog(Long.parseLong(command[1]), Long.parseLong(command[2]));
            case "race" -> writers.race(Long.parseLong(command[1]), Integer.parseInt(command[2]));
            case "orders" ->
                writers.placeOrders(
                        Long.parseLong(command[1]),
                        Integer.parseInt(command[2]),
                        Integer.parseInt(command[3]),
                        Path.of(command[4]));
            default -> throw new IllegalArgumentException("Unknown command " + command[0]);
        }
    }
}
