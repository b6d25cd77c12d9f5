package dev.orderly.lab.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.shop.ShopConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/**
 * One side of one rung as a process: {@code RUNG ORDERS|REFUNDS --property=value...}. It reads commands from stdin, one
 * per line: a {@link Load} as JSON, or {@link #OPEN}. It ends when stdin is closed. Its answers are the lines on stdout
 * that begin with {@link #MARK}; all other lines are log output.
 */
@EnableAutoConfiguration
@Import(ShopConfiguration.class)
public class RungProcess {

    public static final String MARK = "lab: ";
    public static final String READY = "ready";
    public static final String GATE = "gate";
    public static final String OPEN = "open";

    private static final JsonMapper json = new JsonMapper();

    /** The side of the rung that a process runs. On a rung with one process, {@code ORDERS} also handles the events. */
    public enum Side {
        ORDERS,
        REFUNDS
    }

    public static void main(String... arguments) throws IOException, ExecutionException, InterruptedException {
        var rung = Rung.valueOf(arguments[0]);
        var isOrders = Side.valueOf(arguments[1]) == Side.ORDERS;
        var application = isOrders
                ? new SpringApplication(RungProcess.class, rung.orderSide(), LoadDriver.class)
                : new SpringApplication(RungProcess.class, rung.refundSide());
        var context = application.run(Arrays.copyOfRange(arguments, 2, arguments.length));
        answer(READY);
        runCommands(context);
        System.exit(0);
    }

    private static void runCommands(ConfigurableApplicationContext context)
            throws IOException, ExecutionException, InterruptedException {
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var gate = new LoadDriver.Gate(0, () -> {});
        for (var line = commands.readLine(); line != null; line = commands.readLine()) {
            if (line.equals(OPEN)) {
                gate.open();
            } else {
                var load = json.readValue(line, Load.class);
                gate = new LoadDriver.Gate(load.gateAfter(), () -> answer(GATE));
                runInBackground(context.getBean(LoadDriver.class), load, gate);
            }
        }
    }

    private static void runInBackground(LoadDriver driver, Load load, LoadDriver.Gate gate) {
        new Thread(() -> {
                    try {
                        answer(json.writeValueAsString(driver.run(load, gate)));
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .start();
    }

    private static void answer(String text) {
        System.out.println(MARK + text);
    }
}
