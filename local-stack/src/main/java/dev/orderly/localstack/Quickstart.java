package dev.orderly.localstack;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import dev.orderly.localstack.demo.Demo;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.StackPorts;
import dev.orderly.localstack.stack.Transport;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The main class of {@code ./quickstart}: runs a stack until Ctrl-C, or runs the demo. */
final class Quickstart {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);
    private final Options options;

    private Quickstart(Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) {
        try {
            System.exit(new Quickstart(Options.of(arguments)).run());
        } catch (IllegalArgumentException e) {
            System.err.println("quickstart: " + e.getMessage());
            System.exit(MISUSED);
        } catch (LocalStackException e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        } catch (RuntimeException e) {
            // A bug of this program: exit anyway, so that the shutdown hook stops the processes.
            System.err.println("quickstart: " + e);
            e.printStackTrace(System.err);
            System.exit(FAILED);
        }
    }

    private record Options(
            boolean demo,
            Transport transport,
            int portBase,
            @Nullable Path data) {

        static Options of(String[] arguments) {
            var demo = false;
            var transport = Transport.KAFKA;
            var portBase = StackPorts.DEFAULT_BASE;
            Path data = null;
            for (var i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--demo" -> demo = true;
                    case "--transport" -> transport = Transport.of(arguments[++i]);
                    case "--port-base" -> portBase = Integer.parseInt(arguments[++i]);
                    case "--data" -> data = Path.of(arguments[++i]);
                    default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
                }
            }
            return new Options(demo, transport, portBase, data);
        }
    }

    private int run() {
        var ports = StackPorts.from(options.portBase());
        ports.requireFree(options.transport());
        var temporary = options.data() == null;
        var data = options.data() == null ? Directories.temporary("orderly-") : options.data();
        var stack = new LocalStack(
                Path.of(System.getProperty("orderly.project", ".")), data, ports, options.transport(), out);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            end(stack);
            if (temporary) {
                Directories.remove(data);
            }
        }));
        print("Orderly is starting on ports %d to %d. Its data is %s."
                .formatted(
                        ports.order(),
                        ports.console(),
                        temporary
                                ? "temporary"
                                : "kept in " + data.toAbsolutePath().normalize()));
        var begin = System.nanoTime();
        try {
            stack.start();
        } catch (LocalStackException e) {
            if (!stack.isStopped()) {
                print("");
                print(String.valueOf(e.getMessage()));
                return FAILED;
            }
            return awaitEnd();
        }
        var seconds = (System.nanoTime() - begin) / 1e9;
        if (options.demo()) {
            print("");
            print("Orderly is ready, after %.1f s.".formatted(seconds));
            return new Demo(stack, out).run() ? 0 : FAILED;
        }
        startConsole(stack);
        print(Banner.of(ports, options.transport(), stack, seconds));
        stack.showLogs();
        return awaitEnd();
    }

    /** In the background: orders can be placed without it. */
    private void startConsole(LocalStack stack) {
        var starting = new Thread(
                () -> {
                    try {
                        stack.startConsole();
                    } catch (LocalStackException e) {
                        if (!stack.isStopped()) {
                            print("The console did not start: " + e.getMessage());
                        }
                    }
                },
                "console-start");
        starting.setDaemon(true);
        starting.start();
    }

    /** Blocks until the shutdown hook has stopped the stack and the JVM exits. */
    private static int awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    private void end(LocalStack stack) {
        if (!stack.isStopped()) {
            print("");
            print("Orderly is stopping: first the services, then PostgreSQL, the broker and the stubs.");
            stack.close();
            print("Orderly has stopped. All its processes have exited.");
        }
    }

    private void print(String text) {
        out.println(text);
        out.flush();
    }
}
