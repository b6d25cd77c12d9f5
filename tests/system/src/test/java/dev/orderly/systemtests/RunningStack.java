package dev.orderly.systemtests;

import java.nio.file.Path;

import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.StackPorts;
import dev.orderly.localstack.stack.Transport;

/** The one stack that all tests of a run share: started by the first of them, ended with the JVM. */
final class RunningStack {

    private RunningStack() {}

    /** The build runs all tests once for each, and names it in {@code orderly.transport}. */
    static Transport transport() {
        return Transport.of(System.getProperty("orderly.transport", Transport.KAFKA.id()));
    }

    static LocalStack stack() {
        return Started.STACK;
    }

    private static final class Started {

        static final LocalStack STACK = start();

        private static LocalStack start() {
            var data = Directories.temporary("orderly-system-tests-");
            var project = Path.of(System.getProperty("orderly.project"));
            var stack = new LocalStack(project, data, StackPorts.free(), transport(), System.out);
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
            stack.start();
            return stack;
        }
    }
}
