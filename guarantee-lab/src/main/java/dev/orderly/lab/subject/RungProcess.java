package dev.orderly.lab.subject;

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
 * One side of one rung as a process: {@code RUNG ORDERS|REFUNDS --property=value...}. What it reads on stdin is a
 * {@link Load}, or that the gate is to be opened; it ends when stdin does. What it has to say there stands in lines that
 * begin with {@link #MARK}.
 */
@EnableAutoConfiguration
@Import(ShopConfiguration.class)
public class RungProcess {

    public static final String MARK = "lab: ";
    public static final String READY = "ready";
    public static final String GATE = "gate";
    public static final String OPEN = "open";

    private static final JsonMapper json = new JsonMapper();

    /** Which part of the rung a process is. Where there is no broker and no feed between them, orders is both. */
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
        say(READY);
        obey(context);
        System.exit(0);
    }

    private static void obey(ConfigurableApplicationContext context)
            throws IOException, ExecutionException, InterruptedException {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var gate = new LoadDriver.Gate(0, () -> {});
        for (var line = orders.readLine(); line != null; line = orders.readLine()) {
            if (line.equals(OPEN)) {
                gate.open();
            } else {
                var load = json.readValue(line, Load.class);
                gate = new LoadDriver.Gate(load.gateAfter(), () -> say(GATE));
                runInBackground(context.getBean(LoadDriver.class), load, gate);
            }
        }
    }

    private static void runInBackground(LoadDriver driver, Load load, LoadDriver.Gate gate) {
        new Thread(() -> {
                    try {
                        say(json.writeValueAsString(driver.run(load, gate)));
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .start();
    }

    private static void say(String what) {
        System.out.println(MARK + what);
    }
}
