package dev.orderly.systemtests;

import java.nio.file.Path;

import dev.orderly.localstack.Directories;
import dev.orderly.localstack.LocalStack;
import dev.orderly.localstack.StackPorts;

/** The one stack that all tests of this module share: started by the first of them, ended with the JVM. */
final class RunningStack {

    private static final LocalStack STACK = start();

    private RunningStack() {}

    static LocalStack stack() {
        return STACK;
    }

    private static LocalStack start() {
        var data = Directories.temporary("orderly-system-tests-");
        var stack = new LocalStack(Path.of(System.getProperty("orderly.project")), data, StackPorts.free(), System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stack.close();
            Directories.remove(data);
        }));
        stack.start();
        return stack;
    }
}
